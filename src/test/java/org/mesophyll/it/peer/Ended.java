package org.mesophyll.it.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How a program ended, and what it printed. */
public record Ended(int status, String output) {
    /**
     * Waits for a program whose output goes to one stream, and ends it if it does not end by itself.
     *
     * @throws IllegalStateException if it does not end within the time
     */
    public static Ended of(Process process, int withinSeconds) throws IOException, InterruptedException {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor(withinSeconds, TimeUnit.SECONDS)) {
                return new Ended(process.exitValue(), output);
            }
            throw new IllegalStateException("a program has not ended within " + withinSeconds + " s");
        } finally {
            process.destroyForcibly();
        }
    }
}
