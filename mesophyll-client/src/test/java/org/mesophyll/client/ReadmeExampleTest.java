package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
}
