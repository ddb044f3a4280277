package org.mesophyll.web.redis;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Settings from a map, as text. */
final class SettingsOf {
    private SettingsOf() {}

    static Config map(Map<String, String> values) {
        Config config = mock(Config.class);
        when(config.getOptionalValue(anyString(), any()))
                .thenAnswer(call -> Optional.ofNullable(values.get(call.<String>getArgument(0))));
        return config;
    }
}
