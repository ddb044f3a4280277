package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** Compiles and runs what README.md shows, between the markers. */
@Timeout(60)
class ReadmeExampleTest {
    @Test
    void the_worker_of_the_readme_answers_an_event() throws Exception {
        try (FakeMaster master = new FakeMaster()) {
            String url = master.url();
            String token = "token";
            // readme: worker
            WorkerClient worker = WorkerClient.builder()
                    .url(url)
                    .worker(0)
                    .token(token)
                    .handler((tenant, event) -> Value.of("hello " + tenant + ", thanks for " + event.name()))
                    .start();
            // end of readme: worker
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.dispatch(TenantId.guild(123), "MessageCreate", 1);

            assertThat(peer.nextAnswer().result())
                    .isEqualTo(new DispatchResult.Ok(Value.of("hello guild:123, thanks for MessageCreate")));
            assertThat(worker.awaitConnected(Duration.ofSeconds(1))).isTrue();
            worker.close();
        }
    }

    @Test
    void the_state_client_of_the_readme_sets_and_gets() throws Exception {
        try (FakeStateServer master = new FakeStateServer()) {
            String url = master.url();
            String token = "token";
            master.answerWith(200, new byte[] {(byte) 0xc0});
            // readme: state
            try (StateClient state =
                    StateClient.builder().url(url).worker(0).token(token).build()) {
                TenantId tenant = TenantId.guild(123);
                state.set(tenant, Scopes.of("settings"), "greeting", Value.of("hello"));
                state.get(tenant, Scopes.of("settings"), "greeting")
                        .ifPresent(record -> System.out.println(record.value()));
            }
            // end of readme: state
            assertThat(master.requests()).isEqualTo(2);
        }
    }

    @Test
    void the_readme_shows_what_is_run_here() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String source = Files.readString(Path.of("src/test/java/org/mesophyll/client/ReadmeExampleTest.java"));

        assertThat(Stream.of("worker", "state"))
                .allSatisfy(name -> assertThat(readme)
                        .contains("```java\n"
                                + between("// readme: " + name + "\n", "// end of readme: " + name, source) + "```"));
    }

    private static String between(String start, String end, String text) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from)).stripIndent().stripTrailing() + "\n";
    }
}
