package org.mesophyll.master.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.master.MemoryTokenStore;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

class WorkerTokensTest {
    private static final WorkerId SEVEN = new WorkerId(7);
    private static final String GIVEN = "a=b/".repeat(8);

    @TempDir
    private Path directory;

    private final WallClock clock = new WallClock();
    private final UnconfirmedStore store = new UnconfirmedStore();

    @Test
    void tells_the_right_token_from_a_wrong_and_a_missing_one() {
        WorkerTokens tokens = tokens("0=" + GIVEN);

        assertThat(tokens.authenticate("0", GIVEN)).isEqualTo(new AuthenticationOutcome.Accepted(new WorkerId(0)));
        assertThat(tokens.authenticate("0", "a")).isInstanceOf(AuthenticationOutcome.WrongToken.class);
        assertThat(tokens.authenticate("0", null)).isInstanceOf(AuthenticationOutcome.WrongToken.class);
        assertThat(tokens.authenticate("1", GIVEN)).isInstanceOf(AuthenticationOutcome.UnknownWorker.class);
        assertThat(tokens.authenticate("x", GIVEN)).isInstanceOf(AuthenticationOutcome.MalformedId.class);
        assertThat(tokens.authenticate(null, GIVEN)).isInstanceOf(AuthenticationOutcome.MalformedId.class);
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
    void measures_the_grace_by_a_clock_that_nobody_sets() {
        WorkerTokens tokens = tokens();
        String old = tokens.register(SEVEN).orElseThrow().text();
        var unused = tokens.rotate(SEVEN);

        clock.jump(Duration.ofHours(2));
        assertThat(accepts(tokens, old)).isTrue();
        clock.jump(Duration.ofHours(-4));
        clock.advance(Duration.ofHours(1));
        assertThat(accepts(tokens, old)).isFalse();
    }

    @Test
    void after_a_restart_the_date_counts_but_never_for_longer_than_the_grace() {
        WorkerTokens before = tokens();
        String old = before.register(SEVEN).orElseThrow().text();
        var unused = before.rotate(SEVEN);

        clock.jump(Duration.ofHours(-3));
        WorkerTokens clockIsBack = tokens();
        assertThat(accepts(clockIsBack, old)).isTrue();
        clock.advance(Duration.ofHours(1));
        assertThat(accepts(clockIsBack, old)).isFalse();
        clock.jump(Duration.ofHours(4));
        assertThat(accepts(tokens(), old)).isFalse();
    }

    @Test
    void a_change_that_was_made_but_not_confirmed_is_said_again_and_succeeds() {
        WorkerTokens tokens = tokens();

        store.failAfter(1);
        String first = tokens.register(SEVEN).orElseThrow().text();
        store.failAfter(1);
        String second = tokens.rotate(SEVEN).orElseThrow().text();
        assertThat(accepts(tokens, first)).isTrue();
        assertThat(accepts(tokens, second)).isTrue();
        assertThat(accepts(tokens(), first)).isTrue();
        assertThat(accepts(tokens(), second)).isTrue();

        store.failAfter(1);
        assertThat(tokens.revoke(SEVEN)).isTrue();
        assertThat(accepts(tokens, second)).isFalse();
        assertThat(tokens().registered()).isEmpty();
    }

    @Test
    void a_revoked_token_is_dead_whatever_the_store_says_and_the_store_follows() {
        WorkerTokens tokens = tokens();
        String token = tokens.register(SEVEN).orElseThrow().text();

        store.goAway();
        assertThatThrownBy(() -> tokens.revoke(SEVEN)).isInstanceOf(IllegalStateException.class);
        assertThat(accepts(tokens, token)).isFalse();
        assertThatThrownBy(tokens::reconcile).isInstanceOf(IllegalStateException.class);
        assertThat(accepts(tokens(), token)).isTrue(); // until the store follows

        store.comeBack();
        tokens.reconcile();
        assertThat(tokens().registered()).isEmpty();
    }

    @Test
    void a_registration_that_was_not_confirmed_leads_to_no_dead_end() {
        WorkerTokens tokens = tokens();
        store.failAfter(Integer.MAX_VALUE);
        assertThatThrownBy(() -> tokens.register(SEVEN)).isInstanceOf(IllegalStateException.class);
        assertThat(tokens.isRegistered(SEVEN)).isFalse();

        store.comeBack();
        String token = tokens.register(SEVEN).orElseThrow().text();

        assertThat(accepts(tokens, token)).isTrue();
        assertThat(accepts(tokens(), token)).isTrue();
    }

    @Test
    void a_rotation_that_was_not_confirmed_leaves_the_old_token_as_it_was() {
        WorkerTokens tokens = tokens();
        String old = tokens.register(SEVEN).orElseThrow().text();
        store.failAfter(Integer.MAX_VALUE);
        assertThatThrownBy(() -> tokens.rotate(SEVEN)).isInstanceOf(IllegalStateException.class);

        store.comeBack();
        tokens.reconcile();
        String young = tokens.rotate(SEVEN).orElseThrow().text();

        assertThat(accepts(tokens(), old)).isTrue();
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
        assertThatThrownBy(() -> tokens("0=" + GIVEN, "99999=12345"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("entry 2 of mesophyll.worker-tokens must begin with a worker id, a decimal number"
                        + " from 0 to 65535")
                .hasNoCause();
        assertThatThrownBy(() -> tokens("secret"))
                .hasMessage("entry 1 of mesophyll.worker-tokens must be a worker id and its token");
        assertThat(new WorkerToken("secret")).hasToString("WorkerToken[]");
    }

    @Test
    void refuses_a_given_token_that_is_short_or_has_other_characters_without_showing_it() {
        assertThatThrownBy(() -> tokens("0=" + "s3cr3t".repeat(5)))
                .hasMessage(
                        "the token in entry 1 of mesophyll.worker-tokens has 30 characters, at least 32 are needed");
        assertThatThrownBy(() -> tokens("0=" + "s3cr3t ".repeat(8)))
                .hasMessageContaining("visible ASCII")
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> fromFile("0 s3cr3t\n"))
                .hasMessageContaining("line 1 of", "at least 32")
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> fromFile("0 " + GIVEN + " s3cr3t"))
                .hasMessageContaining("must be a worker id and its token")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void reads_a_file_that_an_editor_on_windows_has_written() throws IOException {
        WorkerTokens tokens = fromFile("\ufeff# workers\r\n00 " + GIVEN + " \r\n");

        assertThat(tokens.authenticate("0", GIVEN)).isEqualTo(new AuthenticationOutcome.Accepted(new WorkerId(0)));
        assertThat(tokens.authenticate("00000", GIVEN)).isEqualTo(new AuthenticationOutcome.Accepted(new WorkerId(0)));
    }

    private WorkerTokens fromFile(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("worker-tokens"), text);
        return new WorkerTokens(List.of(), file.toString(), store, clock, clock::nanos, Duration.ofHours(1));
    }

    private boolean accepts(WorkerTokens tokens, String token) {
        return tokens.authenticate("7", token) instanceof AuthenticationOutcome.Accepted;
    }

    private WorkerTokens tokens(String... given) {
        return new WorkerTokens(List.of(given), "", store, clock, clock::nanos, Duration.ofHours(1));
    }

    /** A store that makes changes and then fails, or fails at once. */
    private static final class UnconfirmedStore implements TokenStore {
        private final MemoryTokenStore real = new MemoryTokenStore();
        private int failures; // confined to the thread of the test, like the next
        private boolean away;

        /** Has so many changes fail after they were made. */
        void failAfter(int changes) {
            failures = changes;
        }

        void goAway() {
            away = true;
        }

        void comeBack() {
            away = false;
            failures = 0;
        }

        @Override
        public List<StoredToken> load() {
            return real.load();
        }

        @Override
        public boolean register(WorkerId worker, Bytes sha256) {
            return change(() -> real.register(worker, sha256));
        }

        @Override
        public boolean rotate(WorkerId worker, Bytes sha256, Instant oldExpireAt) {
            return change(() -> real.rotate(worker, sha256, oldExpireAt));
        }

        @Override
        public boolean revoke(WorkerId worker) {
            return change(() -> real.revoke(worker));
        }

        @Override
        public void put(WorkerId worker, List<StoredToken> tokens) {
            boolean unused = change(() -> {
                real.put(worker, tokens);
                return true;
            });
        }

        private boolean change(BooleanSupplier what) {
            if (away) {
                throw new IllegalStateException("away");
            }
            boolean result = what.getAsBoolean();
            if (failures > 0) {
                failures--;
                throw new IllegalStateException("the answer to the commit was lost");
            }
            return result;
        }
    }

    /** A wall clock that moves only when it is told to. */
    private static final class WallClock extends Clock {
        private Instant now = Instant.EPOCH; // confined to the thread of the test

        private long nanos; // confined to the thread of the test

        void advance(Duration by) {
            now = now.plus(by);
            nanos += by.toNanos();
        }

        /** Changes the date alone, as somebody does who sets it. */
        void jump(Duration by) {
            now = now.plus(by);
        }

        long nanos() {
            return nanos;
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
