package org.mesophyll.web.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.registry.AuthenticationOutcome;
import org.mesophyll.master.registry.Handshake;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.web.FakeExchange;
import org.mesophyll.web.ManualTimer;
import org.mesophyll.web.guard.AllowedOrigins;
import org.mesophyll.web.guard.FailureThrottle;
import org.mesophyll.web.guard.Refusals;
import org.mesophyll.web.guard.ThrottleSettings;

class WorkerAuthenticationFilterTest {
    private static final String GOOD = "a-good-token";

    private final ManualTimer timer = new ManualTimer();
    private final MasterMetrics metrics = new MasterMetrics();
    private final ThrottleSettings settings =
            new ThrottleSettings(2, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1), 10, 2, 10);
    private final Refusals refusals = new Refusals(
            new FailureThrottle(settings, () -> 0),
            timer,
            () -> metrics.authenticationFailed(MasterMetrics.AuthenticationFailure.THROTTLED));
    private final WorkerAuthenticationFilter filter = new WorkerAuthenticationFilter(
            WorkerAuthenticationFilterTest::authenticate,
            refusals,
            metrics,
            new AllowedOrigins(Set.of("https://console.example")));

    @AfterEach
    void stop() {
        timer.shutdownNow();
        metrics.close();
    }

    @Test
    void a_worker_with_its_token_passes_and_is_known_to_what_follows() throws Exception {
        FakeExchange exchange = send(new FakeExchange("GET", "/ws", "id=1&token=" + GOOD).handshake());

        assertThat(exchange.passedOn()).isPresent();
        assertThat(exchange.passedOn().orElseThrow().getUserPrincipal())
                .isEqualTo(new WorkerPrincipal(Handshake.proven(new WorkerId(1), Set.of(), GOOD)));
        assertThat(exchange.attribute(WorkerAuthenticationFilter.WORKER)).isEqualTo(new WorkerId(1));
    }

    @Test
    void sub_protocols_of_several_header_lines_count_together() throws Exception {
        FakeExchange exchange = send(new FakeExchange("GET", "/ws", "id=1&token=" + GOOD)
                .handshake()
                .header("Sec-WebSocket-Protocol", "chat", "mesophyll.v2"));

        HttpServletRequest passedOn = exchange.passedOn().orElseThrow();
        assertThat(passedOn.getHeader("sec-websocket-protocol")).isEqualTo("chat, mesophyll.v2");
    }

    @Test
    void a_worker_may_say_what_it_runs_but_not_anything() throws Exception {
        FakeExchange said =
                send(new FakeExchange("GET", "/ws", "id=1&languages=lua%2Cc%2B%2B&token=" + GOOD).handshake());

        assertThat(said.passedOn().orElseThrow().getUserPrincipal())
                .isEqualTo(new WorkerPrincipal(Handshake.proven(new WorkerId(1), Set.of("lua", "c++"), GOOD)));
        assertRefused(send(new FakeExchange("GET", "/ws", "id=1&languages=L&token=" + GOOD).handshake()), 400);
    }

    @Test
    void the_token_may_come_in_a_header() throws Exception {
        FakeExchange exchange =
                send(new FakeExchange("POST", "/db/kv", "id=1").header("Authorization", "bearer " + GOOD));

        assertThat(exchange.passedOn()).isPresent();
    }

    @Test
    void a_wrong_token_in_the_query_is_not_saved_by_the_header() throws Exception {
        FakeExchange exchange =
                send(new FakeExchange("POST", "/db/kv", "id=1&token=x").header("Authorization", "Bearer " + GOOD));

        assertRefused(exchange, 401);
    }

    @Test
    void a_missing_or_malformed_id_is_400() throws Exception {
        assertRefused(send(new FakeExchange("GET", "/ws", "token=" + GOOD).from("a")), 400);
        assertRefused(send(new FakeExchange("GET", "/ws", null).from("b")), 400);
        assertRefused(send(new FakeExchange("GET", "/ws", "id=x&token=" + GOOD).from("c")), 400);
        assertRefused(send(new FakeExchange("GET", "/ws", "id=1&id=1&token=" + GOOD).from("d")), 400);
    }

    @Test
    void an_unknown_id_is_404_and_a_wrong_or_missing_token_401() throws Exception {
        assertRefused(send(new FakeExchange("GET", "/ws", "id=9&token=" + GOOD).from("a")), 404);
        assertRefused(send(new FakeExchange("GET", "/ws", "id=1&token=wrong").from("b")), 401);
        assertRefused(send(new FakeExchange("GET", "/ws", "id=1").from("c")), 401);
        assertThat(metrics.scrape())
                .contains("mesophyll_authentication_failures_total{reason=\"worker_token\"} 2.0")
                .contains("mesophyll_authentication_failures_total{reason=\"worker_unknown\"} 1.0");
    }

    @Test
    void a_foreign_origin_is_403_and_an_allowed_one_passes() throws Exception {
        FakeExchange foreign = new FakeExchange("GET", "/ws", "id=1&token=" + GOOD)
                .handshake()
                .header("Origin", "https://evil.example");
        FakeExchange allowed = new FakeExchange("GET", "/ws", "id=1&token=" + GOOD)
                .handshake()
                .header("Origin", "https://Console.example");

        assertRefused(send(foreign), 403);
        assertThat(send(allowed).passedOn()).isPresent();
    }

    @Test
    void what_is_no_handshake_is_refused_at_the_socket() throws Exception {
        String query = "id=1&token=" + GOOD;

        FakeExchange post = send(new FakeExchange("POST", "/ws", query).handshake());
        assertRefused(post, 405);
        assertThat(post.responseHeader("Allow")).contains("GET");
        assertRefused(send(new FakeExchange("GET", "/ws", query)), 400);
        assertRefused(send(new FakeExchange("GET", "/ws/", query)), 400);
        assertRefused(send(new FakeExchange("GET", "/ws", query).handshake().protocol("HTTP/1.0")), 400);
        assertRefused(send(new FakeExchange("GET", "/ws", query).handshake().header("Sec-WebSocket-Key", "!")), 400);
        FakeExchange old =
                send(new FakeExchange("GET", "/ws", query).handshake().header("Sec-WebSocket-Version", "8"));
        assertRefused(old, 426);
        assertThat(old.responseHeader("Sec-WebSocket-Version")).contains("13");
    }

    @Test
    void repeated_failures_are_answered_later_and_later_but_a_token_that_was_right_before_at_once() throws Exception {
        send(new FakeExchange("GET", "/ws", "id=1&token=" + GOOD).handshake());
        wrong();
        wrong();
        FakeExchange third = wrong();
        FakeExchange fourth = wrong();
        FakeExchange good = send(new FakeExchange("GET", "/ws", "id=1&token=" + GOOD).handshake());

        assertThat(third.isDelayed()).isTrue();
        assertThat(timer.delays()).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(good.passedOn()).isPresent();

        timer.fireAll();
        assertRefused(third, 401);
        assertThat(third.isDelayed()).isFalse();
        assertRefused(fourth, 401);
    }

    @Test
    void a_token_that_nobody_knows_is_not_compared_while_as_many_answers_wait_as_allowed() throws Exception {
        for (int i = 0; i < 4; i++) {
            wrong();
        }

        FakeExchange right = send(new FakeExchange("GET", "/ws", "id=1&token=" + GOOD).handshake());
        FakeExchange elsewhere = send(
                new FakeExchange("GET", "/ws", "id=1&token=" + GOOD).handshake().from("192.0.2.2"));
        timer.fireAll();
        FakeExchange later = send(new FakeExchange("GET", "/ws", "id=1&token=" + GOOD).handshake());

        assertRefused(right, 429);
        assertThat(elsewhere.passedOn()).isPresent();
        assertThat(later.passedOn()).isPresent();
    }

    @Test
    void tokens_that_could_not_be_compared_hold_no_place() throws Exception {
        FakeExchange wrong = new FakeExchange("GET", "/ws", "id=1&token=wrong").handshake();
        wrong();
        wrong();
        WorkerAuthenticationFilter withoutMemory = new WorkerAuthenticationFilter(
                (id, token) -> {
                    throw new OutOfMemoryError("for this test");
                },
                refusals,
                metrics,
                new AllowedOrigins(Set.of()));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> withoutMemory.doFilter(wrong.request(), wrong.response(), wrong.chain()))
                    .isInstanceOf(OutOfMemoryError.class);
        }

        assertThat(wrong().isDelayed()).isTrue();
    }

    @Test
    void a_page_of_the_master_itself_is_no_foreign_one() throws Exception {
        String query = "id=1&token=" + GOOD;
        FakeExchange own = new FakeExchange("GET", "/ws", query)
                .handshake()
                .header("Host", "Master.example:8080")
                .header("Origin", "http://master.example:8080");
        FakeExchange otherPort = new FakeExchange("GET", "/ws", query)
                .handshake()
                .header("Host", "master.example:8080")
                .header("Origin", "http://master.example:9090");
        FakeExchange behindTls = new FakeExchange("GET", "/ws", query)
                .handshake()
                .header("Host", "master.example:443")
                .header("Origin", "https://master.example");

        assertThat(send(own).passedOn()).isPresent();
        assertRefused(send(otherPort), 403);
        assertThat(send(behindTls).passedOn()).isPresent();
    }

    @Test
    void too_many_delayed_answers_are_429_at_once() throws Exception {
        for (int i = 0; i < 4; i++) {
            wrong();
        }

        FakeExchange fifth = wrong();

        assertRefused(fifth, 429);
        assertThat(fifth.responseHeader("Retry-After")).contains("5");
        assertThat(metrics.scrape()).contains("mesophyll_authentication_failures_total{reason=\"throttled\"} 1.0");
    }

    @Test
    void no_token_and_no_raw_text_reaches_the_log() throws Exception {
        Logger logger = Logger.getLogger("org.mesophyll");
        Recorder recorder = new Recorder();
        logger.addHandler(recorder);
        logger.setLevel(Level.ALL);
        try {
            send(new FakeExchange("GET", "/ws", "id=1&token=guessed-token").from("192.0.2.1\r\nforged"));
            send(new FakeExchange("GET", "/ws", "id=%0d%0aforged&token=" + GOOD));
            send(new FakeExchange("GET", "/ws", "id=1&token=" + GOOD).handshake());
        } finally {
            logger.setLevel(null);
            logger.removeHandler(recorder);
        }

        assertThat(recorder.lines).isNotEmpty();
        assertThat(recorder.lines)
                .noneMatch(line -> line.contains("guessed-token") || line.contains(GOOD))
                .noneMatch(line -> line.contains("\r") || line.contains("\nforged"));
    }

    private FakeExchange wrong() throws Exception {
        return send(new FakeExchange("GET", "/ws", "id=1&token=wrong").handshake());
    }

    private FakeExchange send(FakeExchange exchange) throws Exception {
        filter.doFilter(exchange.request(), exchange.response(), exchange.chain());
        return exchange;
    }

    private static void assertRefused(FakeExchange exchange, int status) {
        assertThat(exchange.passedOn()).isEmpty();
        assertThat(exchange.status()).isEqualTo(status);
        assertThat(exchange.body()).isEmpty();
    }

    private static AuthenticationOutcome authenticate(@Nullable String id, @Nullable String token) {
        if (id == null || !id.matches("[0-9]")) {
            return new AuthenticationOutcome.MalformedId();
        }
        if (!id.equals("1")) {
            return new AuthenticationOutcome.UnknownWorker();
        }
        return GOOD.equals(token)
                ? new AuthenticationOutcome.Accepted(new WorkerId(1))
                : new AuthenticationOutcome.WrongToken();
    }

    private static final class Recorder extends Handler {
        private final List<String> lines = new ArrayList<>();

        private Recorder() {
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void publish(LogRecord entry) {
            lines.add(getFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
