package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.TenantId;

class LineLogTest {
    private final List<String> lines = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final LineLog log = new LineLog(TenantId.guild(1), new Collecting(), nanos::get);

    @Test
    void a_tenant_that_logs_in_a_loop_fills_no_log_and_is_told_how_much_was_left_out() {
        for (int i = 0; i < 1_000; i++) {
            log.add("line " + i);
        }
        assertThat(lines).hasSize(LineLog.MOST_A_SECOND).first().isEqualTo("guild:1: line 0");

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        log.add("later");

        assertThat(lines)
                .hasSize(LineLog.MOST_A_SECOND + 2)
                .endsWith(
                        "guild:1: " + (1_000 - LineLog.MOST_A_SECOND) + " lines were left out here, the limit is "
                                + LineLog.MOST_A_SECOND + " a second",
                        "guild:1: later");
    }

    /** A log that keeps its lines. */
    private final class Collecting implements System.Logger {
        @Override
        public String getName() {
            return "collecting";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, Supplier<String> message) {
            lines.add(message.get());
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
            lines.add(String.valueOf(message));
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... params) {
            lines.add(String.valueOf(format));
        }
    }
}
