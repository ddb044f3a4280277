package org.mesophyll.master.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.MemoryTokenStore;
import org.mesophyll.protocol.WorkerId;

class WorkerTokensTest {
    private static final WorkerId SEVEN = new WorkerId(7);

    private final WallClock clock = new WallClock();
    private final MemoryTokenStore store = new MemoryTokenStore();

    @Test
    void tells_the_right_token_from_a_wrong_and_a_missing_one() {
        WorkerTokens tokens = tokens("0=a=b");

        assertThat(tokens.authenticate("0", "a=b")).isEqualTo(new AuthenticationOutcome.Accepted(new WorkerId(0)));
        assertThat(tokens.authenticate("0", "a")).isInstanceOf(AuthenticationOutcome.WrongToken.class);
        assertThat(tokens.authenticate("0", null)).isInstanceOf(AuthenticationOutcome.WrongToken.class);
        assertThat(tokens.authenticate("1", "a=b")).isInstanceOf(AuthenticationOutcome.UnknownWorker.class);
        assertThat(tokens.authenticate("x", "a=b")).isInstanceOf(AuthenticationOutcome.MalformedId.class);
        assertThat(tokens.authenticate(null, "a=b")).isInstanceOf(AuthenticationOutcome.MalformedId.class);
    }

    @Test
    void lets_a_rotated_token_pass_until_the_grace_is_over() {
        WorkerTokens tokens = tokens();
        String old = tokens.register(SEVEN).orElseThrow().text();
        String young = tokens.rotate(SEVEN).orElseThrow().text();

        assertThat(accepts(tokens, old)).isTrue();
        assertThat(accepts(tokens, young)).isTrue();
        clock.advance(Duration.ofHours(1));

        assertThat(accepts(tokens, old)).isFalse();
        assertThat(accepts(tokens, young)).isTrue();
        assertThat(accepts(tokens(), young)).isTrue();
    }

    @Test
    void forgets_a_revoked_worker_and_registers_it_with_another_token() {
        WorkerTokens tokens = tokens();
        String revoked = tokens.register(SEVEN).orElseThrow().text();
        assertThat(tokens.register(SEVEN)).isEmpty();

        assertThat(tokens.revoke(SEVEN)).isTrue();
        assertThat(tokens.revoke(SEVEN)).isFalse();
        assertThat(tokens.isRegistered(SEVEN)).isFalse();

        String next = tokens.register(SEVEN).orElseThrow().text();
        assertThat(next).hasSize(64).isNotEqualTo(revoked);
        assertThat(accepts(tokens, revoked)).isFalse();
    }

    @Test
    void never_quotes_what_a_malformed_entry_holds() {
        assertThatThrownBy(() -> tokens("0=a", "99999=12345"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("entry 2 of mesophyll.worker-tokens must begin with a worker id, a decimal number"
                        + " from 0 to 65535")
                .hasNoCause();
        assertThatThrownBy(() -> tokens("secret"))
                .hasMessage("entry 1 of mesophyll.worker-tokens must be a worker id and its token");
        assertThat(new WorkerToken("secret")).hasToString("WorkerToken[]");
    }

    private boolean accepts(WorkerTokens tokens, String token) {
        return tokens.authenticate("7", token) instanceof AuthenticationOutcome.Accepted;
    }

    private WorkerTokens tokens(String... given) {
        return new WorkerTokens(List.of(given), "", store, clock, Duration.ofHours(1));
    }

    /** A wall clock that moves only when it is told to. */
    private static final class WallClock extends Clock {
        private Instant now = Instant.EPOCH; // confined to the thread of the test

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
