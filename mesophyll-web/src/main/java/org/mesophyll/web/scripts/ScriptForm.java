package org.mesophyll.web.scripts;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.registry.Handshake;
import org.mesophyll.master.scripts.ScriptTask;
import org.mesophyll.master.state.JobId;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Json;

/** Makes what is to be run of what somebody asked for: gives it what was not said, and bounds how long it may take. */
public final class ScriptForm {
    private static final String USUAL_NAME = "script";

    private final MasterSettings settings;

    public ScriptForm(MasterSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes what is to be run.
     *
     * @param name what errors call the script, or null for a name that all without one have
     * @param event what it may look at, or null for one with the script's name and nothing else
     * @param timeout as {@link #timeout} returns it, or null for the usual one
     * @param language as {@link #language} returns it, or null
     */
    public ScriptTask task(
            JobId id,
            String by,
            TenantId tenant,
            @Nullable String name,
            String code,
            @Nullable Event event,
            @Nullable Duration timeout,
            @Nullable String language) {
        String called = name == null ? USUAL_NAME : name;
        return new ScriptTask(
                id,
                by,
                tenant,
                called,
                code,
                event == null ? Event.of(called, Json.ofNull()) : event,
                timeout == null ? settings.defaultTimeout() : timeout,
                language);
    }

    /**
     * Returns how long a script may take.
     *
     * @throws IllegalArgumentException if it is not positive, or more than the settings allow
     */
    public Duration timeout(long millis) {
        long most = settings.maxTimeout().toMillis();
        if (millis < 1 || millis > most) {
            throw new IllegalArgumentException("timeout is 1 to " + most + " milliseconds: " + millis);
        }
        return Duration.ofMillis(millis);
    }

    /**
     * Returns what a script is written in.
     *
     * @throws IllegalArgumentException if it is no language's name
     */
    public String language(String name) {
        if (!Handshake.isLanguage(name)) {
            throw new IllegalArgumentException(
                    "a language is named by 1 to 32 characters of a-z, 0-9, +, #, ., _ and -, a letter or digit first");
        }
        return name;
    }
}
