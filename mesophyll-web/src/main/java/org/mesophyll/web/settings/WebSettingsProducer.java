package org.mesophyll.web.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.mesophyll.master.state.DataDirectory;

/** Makes the settings injectable. */
@ApplicationScoped
public class WebSettingsProducer {
    private final WebSettings settings;
    private final JsonRpcSettings jsonRpc;
    private final RedisSettings redis;

    public WebSettingsProducer() {
        Config config = ConfigProvider.getConfig();
        settings = WebSettings.from(config, DataDirectory.resolve(config));
        jsonRpc = JsonRpcSettings.from(config);
        redis = RedisSettings.from(config);
    }

    /** Returns the settings, as they were when the application started. */
    @Produces
    public WebSettings settings() {
        return settings;
    }

    /** Returns the bounds of JSON-RPC. */
    @Produces
    public JsonRpcSettings jsonRpc() {
        return jsonRpc;
    }

    /** Returns how scripts are taken from Redis. */
    @Produces
    public RedisSettings redis() {
        return redis;
    }
}
