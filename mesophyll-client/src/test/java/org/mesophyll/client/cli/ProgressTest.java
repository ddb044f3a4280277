package org.mesophyll.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter terminal = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void shows_how_long_it_has_been_and_leaves_nothing_behind() {
        try (Progress progress = progress(Duration.ofMillis(5))) {
            nanos.set(Duration.ofSeconds(7).toNanos());
            await().until(() -> terminal.toString().contains("it runs … 7 s"));
            assertThat(progress).isNotNull();
        }
        String shown = terminal.toString();

        assertThat(shown).endsWith("\r\u001b[K");
    }

    @Test
    void shows_nothing_of_what_is_soon_done() {
        progress(Duration.ofMinutes(1)).close();

        assertThat(terminal.toString()).isEmpty();
    }

    private Progress progress(Duration interval) {
        return new Progress(new PrintWriter(terminal), "it runs", interval, nanos::get);
    }
}
