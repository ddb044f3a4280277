package org.mesophyll.master.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.state.JobId;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

class ScriptAuditTest {
    private static final Logger LOGGER = Logger.getLogger(ScriptAudit.LOGGER);

    private final List<String> lines = new ArrayList<>();
    private final Handler taking = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(taking);
    }

    @AfterEach
    void stop() {
        LOGGER.removeHandler(taking);
    }

    @Test
    void tells_who_ran_what_and_how_it_ended_but_not_the_code_nor_the_answer() {
        JobId job = JobId.next(Instant.EPOCH);
        ScriptTask task = new ScriptTask(
                job,
                "operator:ann",
                TenantId.guild(7),
                "two\nlines",
                "secret code",
                Event.of("e", Value.of("secret event")),
                Duration.ofSeconds(1),
                null);

        new ScriptAudit().ended(task, new ScriptOutcome.Returned(Value.of("secret answer")), Duration.ofMillis(12));
        new ScriptAudit()
                .ended(
                        task,
                        new ScriptOutcome.Failed(
                                new ScriptError(ScriptError.Kind.SYNTAX, "it:1", "secret message", "")),
                        Duration.ofMillis(3));

        String start = "script job=" + job + " by=operator:ann tenant=guild:7 name=two\\u000alines sha256=";
        assertThat(lines).hasSize(2).noneMatch(line -> line.contains("secret"));
        assertThat(lines.get(0)).startsWith(start).endsWith("outcome=returned ms=12");
        assertThat(lines.get(1)).endsWith("outcome=failed:syntax ms=3");
        assertThat(lines.get(0)).containsPattern("sha256=[0-9a-f]{64} ");
    }
}
