package org.mesophyll.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.protocol.TokenText;
import org.mesophyll.web.FakeExchange;
import org.mesophyll.web.ManualTimer;
import org.mesophyll.web.guard.AllowedOrigins;
import org.mesophyll.web.guard.FailureThrottle;
import org.mesophyll.web.guard.Refusals;
import org.mesophyll.web.guard.Stranger;
import org.mesophyll.web.guard.ThrottleSettings;

class OperatorTokensTest {
    private static final String OPERATOR = "o".repeat(64);
    private static final String VIEWER = "v".repeat(64);

    @TempDir
    private Path directory;

    private final ManualTimer timer = new ManualTimer();
    private final MasterMetrics metrics = new MasterMetrics();
    private boolean maySessionsOpen = true;
    private OperatorAuthenticationFilter filter;

    @BeforeEach
    void start() {
        OperatorTokens tokens = parse(List.of("# who", "", "operator ann " + OPERATOR, " viewer  bob\t" + VIEWER));
        Refusals refusals = new Refusals(new FailureThrottle(ThrottleSettings.DEFAULT, () -> 0), timer, () -> {});
        filter = new OperatorAuthenticationFilter(
                tokens,
                refusals,
                metrics,
                new AllowedOrigins(Set.of("https://console.example")),
                stranger -> maySessionsOpen,
                refusals);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        metrics.close();
    }

    @Test
    void a_token_has_the_role_of_its_line() {
        OperatorTokens tokens = parse(List.of("operator ann " + OPERATOR, "viewer bob " + VIEWER));

        assertThat(tokens.find(OPERATOR)).contains(new OperatorTokens.Operator(Role.OPERATOR, "ann"));
        assertThat(tokens.find(VIEWER)).contains(new OperatorTokens.Operator(Role.VIEWER, "bob"));
        assertThat(tokens.find(VIEWER + "x")).isEmpty();
        assertThat(tokens.find("")).isEmpty();
    }

    @Test
    void a_line_of_another_form_is_refused_without_showing_it() {
        assertThatThrownBy(() -> parse(List.of("# a", "root ann " + OPERATOR)))
                .hasMessageStartingWith("line 2 of the operator token file must be")
                .hasMessageNotContaining(OPERATOR);
        assertThatThrownBy(() -> parse(List.of("operator ann secret")))
                .hasMessageContaining("at least 32")
                .hasMessageNotContaining("secret");
    }

    @Test
    void the_file_is_made_at_the_first_start_for_its_owner_only_and_then_kept() throws Exception {
        Path file = directory.resolve("data").resolve("operator-tokens");

        OperatorTokenFile.open(file);
        List<String> lines = Files.readAllLines(file);
        OperatorTokens again = OperatorTokenFile.open(file);

        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file); // nothing of its making is left
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(lines).hasSize(2).last().asString().matches("operator admin [0-9a-f]{64}");
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
        assertThat(again.find(lines.get(1).substring("operator admin ".length())))
                .isPresent();
    }

    @Test
    void two_first_starts_make_different_tokens() throws Exception {
        OperatorTokenFile.open(directory.resolve("a"));
        OperatorTokenFile.open(directory.resolve("b"));

        assertThat(Files.readAllLines(directory.resolve("a"))).isNotEqualTo(Files.readAllLines(directory.resolve("b")));
    }

    @Test
    void an_operator_passes_with_a_role() throws Exception {
        FakeExchange exchange = send(get("/api/v1/workers").header("Authorization", "Bearer " + VIEWER));

        assertThat(exchange.passedOn()).isPresent();
        assertThat(exchange.attribute(OperatorAuthenticationFilter.ROLE)).isEqualTo(Role.VIEWER);
        assertThat(exchange.responseHeader("X-Content-Type-Options")).contains("nosniff");
        assertThat(exchange.responseHeader("Cache-Control")).contains("no-store");
    }

    @Test
    void without_a_token_it_is_401_with_a_challenge_and_problem_details() throws Exception {
        FakeExchange exchange = send(get("/api/v1/workers"));

        assertThat(exchange.passedOn()).isEmpty();
        assertThat(exchange.status()).isEqualTo(401);
        assertThat(exchange.responseHeader("WWW-Authenticate")).contains("Bearer realm=\"mesophyll\"");
        assertThat(exchange.responseHeader("Content-Type")).contains("application/problem+json");
        assertThat(exchange.body()).contains("\"type\":\"urn:mesophyll:problem:unauthenticated\"");
    }

    @Test
    void a_wrong_token_is_401_and_soon_slowed() throws Exception {
        FakeExchange last = get("/api/v1/workers");
        for (int i = 0; i < 6; i++) {
            last = send(get("/api/v1/workers").header("Authorization", "Bearer guess" + i));
        }

        assertThat(last.isDelayed()).isTrue();
        timer.fireAll();
        assertThat(last.status()).isEqualTo(401);
        assertThat(last.body()).doesNotContain("guess");
    }

    @Test
    void the_handshake_of_a_stranger_who_may_open_no_session_now_is_refused_before_it_is_answered() throws Exception {
        assertThat(send(get("/rpc").handshake()).passedOn()).isPresent();
        maySessionsOpen = false;

        FakeExchange refused = send(get("/rpc").handshake());

        assertThat(refused.passedOn()).isEmpty();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.responseHeader("Connection")).contains("close");
        assertThat(refused.responseHeader("Retry-After")).contains("1");
        assertThat(refused.body()).contains("urn:mesophyll:problem:too-many-sessions");
        assertThat(send(get("/rpc").handshake().header("Authorization", "Bearer " + VIEWER))
                        .passedOn())
                .isPresent();
        for (int i = 0; i < 5; i++) {
            refused = send(get("/rpc").handshake());
        }
        assertThat(refused.isDelayed()).isTrue();
        timer.fireAll();
        assertThat(refused.status()).isEqualTo(429);
    }

    @Test
    void health_and_description_are_open_only_as_they_are_spelled() throws Exception {
        assertThat(send(get("/api/v1/health/live")).passedOn()).isPresent();
        assertThat(send(get("/api/v1/health/ready")).passedOn()).isPresent();
        assertThat(send(get("/api/v1/openapi.json")).passedOn()).isPresent();

        assertThat(send(get("/api/v1/health/live/")).passedOn()).isEmpty();
        assertThat(send(get("/api/v1/health/live;x=/../../workers")).passedOn()).isEmpty();
        assertThat(send(get("/api/v1/health/../workers")).passedOn()).isEmpty();
        assertThat(send(new FakeExchange("POST", "/api/v1/health/live", null)).passedOn())
                .isEmpty();
    }

    private static OperatorTokens parse(List<String> lines) {
        return OperatorTokens.parse(TokenText.lines(String.join("\n", lines)));
    }

    @Test
    void json_rpc_is_open_to_pages_of_the_master_and_tells_foreign_ones_who_may_come() throws Exception {
        FakeExchange own = send(
                get("/rpc").handshake().header("Host", "master.example").header("Origin", "https://master.example"));
        FakeExchange foreign =
                send(get("/rpc").handshake().header("Host", "master.example").header("Origin", "https://evil.example"));

        assertThat(own.passedOn().orElseThrow().getUserPrincipal())
                .isEqualTo(new Stranger("192.0.2.1", "master.example", null));
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.body()).contains("urn:mesophyll:problem:foreign-origin", "mesophyll.allowed-origins");
    }

    private static FakeExchange get(String path) {
        return new FakeExchange("GET", path, null);
    }

    private FakeExchange send(FakeExchange exchange) throws Exception {
        filter.doFilter(exchange.request(), exchange.response(), exchange.chain());
        return exchange;
    }
}
