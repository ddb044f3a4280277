package org.mesophyll.it;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.mesophyll.launcher.ServerProcess;
import org.mesophyll.web.redis.RedisServer;

/**
 * The master that the client tests share, as a parameter of a test or of a constructor. Do not stop it: a test that
 * kills or restarts a master starts its own with {@link TestServer#spec}.
 */
public final class Running {

    private final ServerProcess server;
    private final @Nullable RedisServer redis;

    Running(ServerProcess server, @Nullable RedisServer redis) {
        this.server = server;
        this.redis = redis;
    }

    /** Returns the root URL, with no slash at its end. */
    public URI url() {
        return server.url();
    }

    /** Returns the URL of a path. */
    public URI url(String path) {
        return server.url().resolve(path);
    }

    /** Returns the URL of the WebSocket endpoint for a worker, its token included. */
    public URI webSocket(int workerId, String token) {
        return URI.create("ws://" + server.url().getAuthority() + "/ws?id=" + workerId + "&token=" + token);
    }

    /** Returns the server's process, to look at its memory or its log. */
    public ServerProcess process() {
        return server;
    }

    /** Returns the Redis that it takes scripts from; a test that asks is skipped, or fails, where none is installed. */
    public RedisServer redis() {
        return redis == null ? RedisServer.missing() : redis;
    }
}
