package org.mesophyll.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** Compiles and runs the dispatch that README.md shows. */
@Timeout(60)
class ReadmeExampleTest {
    private static final TenantId TENANT = TenantId.guild(0);

    private final Master master = new Master(
            MasterSettings.from(new MapConfig(Map.of("mesophyll.worker-tokens", "0=" + "a".repeat(32)))),
            new MemoryTokenStore(),
            new IgnoringNotifications());
    private final Dispatcher dispatcher = master.dispatcher();

    @Test
    void the_dispatch_of_the_readme_returns_the_workers_greeting() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection connection = master.registry().connect(new WorkerId(0), wire);

        CompletableFuture<String> greeting = CompletableFuture.supplyAsync(() -> greet(TENANT));
        connection.onFrame(FakeWorkerWire.answer(wire.takeRequest(), "good morning"));

        assertThat(greeting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("good morning");
        master.close();
    }

    @Test
    void the_readme_shows_what_is_run_here() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String source = Files.readString(Path.of("src/test/java/org/mesophyll/master/ReadmeExampleTest.java"));
        String example =
                source.substring(source.lastIndexOf("    String greet("), source.lastIndexOf("    // end of readme"));

        assertThat(readme).contains(example.stripTrailing().stripIndent());
    }

    String greet(TenantId tenant) {
        Event event = Event.of("Greet", Json.of("hello"));
        DispatchOutcome outcome = dispatcher.dispatchAndWait(tenant, event, Duration.ofSeconds(5));
        if (outcome instanceof DispatchOutcome.Answered answered && answered.value() instanceof Value.Text text) {
            return text.value();
        }
        return "no greeting: " + outcome;
    }

    // end of readme
    private static final class IgnoringNotifications implements Master.WorkerNotifications {
        @Override
        public void onConnected(WorkerConnected event) {}

        @Override
        public void onGone(WorkerGone event) {}
    }
}
