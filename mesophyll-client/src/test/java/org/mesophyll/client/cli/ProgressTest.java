package org.mesophyll.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void goes_on_after_an_error_of_the_terminal() {
        AtomicInteger flushes = new AtomicInteger();
        PrintWriter failingOnce = new PrintWriter(terminal) {
            @Override
            public void flush() {
                if (flushes.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("Java heap space");
                }
                super.flush();
            }
        };

        try (Progress progress = new Progress(failingOnce, "it runs", Duration.ofMillis(5), nanos::get)) {
            await().untilAtomic(flushes, greaterThanOrEqualTo(3));
            assertThat(progress).isNotNull();
        }
    }

    private Progress progress(Duration interval) {
        return new Progress(new PrintWriter(terminal), "it runs", interval, nanos::get);
    }
}
