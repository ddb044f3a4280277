package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.web.FakeBody;
import org.mesophyll.web.FakeExchange;

class DoorFilterTest {
    private static final int LIMIT = 100_000;
    private static final String TOKEN = "X-Token";

    private final AtomicLong now = new AtomicLong();
    private final BodyReceptions receptions =
            new BodyReceptions(BodySettings.DEFAULT, now::get, (step, nanos) -> step.run());
    private final AnswerDeliveries deliveries =
            new AnswerDeliveries(AnswerSettings.DEFAULT, now::get, (step, nanos) -> step.run());
    private final Filter authentication = (request, response, chain) -> chain.doFilter(request, response);
    private final DoorFilter door = new DoorFilter(
            authentication,
            receptions,
            deliveries,
            new BodyRule(
                    request -> request.getHeader(TOKEN) != null,
                    request -> LIMIT,
                    (response, status, reason) ->
                            response.getOutputStream().write(reason.getBytes(StandardCharsets.UTF_8))));

    @Test
    void a_body_that_came_with_its_request_is_handled_at_once() throws Exception {
        FakeExchange exchange = knock(post(3).body(new FakeBody().arrive(new byte[3])));

        assertThat(passedOnBody(exchange)).hasSize(3);
        assertThat(exchange.isDelayed()).isFalse();
    }

    @Test
    void a_body_that_comes_later_is_handled_when_it_is_complete() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(post(3).body(body));

        body.arrive(new byte[2]);
        assertThat(exchange.isDispatched()).isFalse();
        body.arrive(new byte[1]).end();

        assertThat(exchange.isDispatched()).isTrue();
        knock(exchange);
        assertThat(passedOnBody(exchange)).hasSize(3);
        assertThat(receptions.heldBytes()).isZero();
    }

    @Test
    void a_request_without_a_body_is_handled_at_once() throws Exception {
        FakeExchange exchange = knock(new FakeExchange("GET", "/db/kv", null).body(new FakeBody().end()));

        assertThat(passedOnBody(exchange)).isEmpty();
    }

    @Test
    void a_body_that_ends_before_its_length_is_not_handled_in_part() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(post(3).body(body));

        body.arrive(new byte[2]).end();

        assertThat(exchange.status()).isEqualTo(400);
        assertThat(exchange.isDispatched()).isFalse();
    }

    @Test
    void a_stream_that_is_finished_before_its_bytes_can_be_read_is_not_taken_for_an_empty_body() throws Exception {
        FakeExchange exchange = knock(
                new FakeExchange("POST", "/rpc", null).protocol("HTTP/2.0").body(new FakeBody().end()));

        assertThat(exchange.passedOn()).isEmpty();
        assertThat(exchange.isDelayed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void a_request_whose_stream_was_reset_waits_for_nothing(String method) throws Exception {
        FakeExchange exchange = knock(new FakeExchange(method, "/db/kv", null)
                .protocol("HTTP/2.0")
                .body(new FakeBody().failWith(new IOException("the stream was reset"))));

        assertThat(exchange.passedOn()).isEmpty();
        assertThat(exchange.isDelayed()).isFalse();
        assertThat(receptions.heldBytes()).isZero();
    }

    @Test
    void bytes_that_are_there_when_the_end_is_told_belong_to_the_body() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(known().body(body));

        body.arrive(new byte[2]).endWith(new byte[3]);
        knock(exchange);

        assertThat(passedOnBody(exchange)).hasSize(5);
    }

    @Test
    void an_end_that_is_told_while_bytes_are_read_leaves_the_body_whole() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(known().body(body));

        body.endWhileRead(new byte[] {3, 4, 5}).arrive(new byte[] {1, 2});
        body.awaitEnd();
        knock(exchange);

        assertThat(passedOnBody(exchange)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void a_body_that_cannot_be_read_is_not_answered_with_200() throws Exception {
        FakeBody failing = new FakeBody();
        FakeBody broken = new FakeBody();
        FakeExchange unread = knock(known().body(failing));
        FakeExchange left = knock(known().body(broken));

        failing.failWith(new IOException("no such buffer")).arrive(new byte[1]);
        broken.breakOff();

        assertThat(unread.status()).isEqualTo(500);
        assertThat(unread.completions()).isEqualTo(1);
        assertThat(left.status()).isEqualTo(500);
        assertThat(left.completions()).isEqualTo(1);
        assertThat(receptions.heldBytes()).isZero();
    }

    @Test
    void a_request_that_cannot_be_dispatched_is_completed_and_not_answered_with_200() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(known().body(body).undispatchable());

        body.arrive(new byte[1]).end();

        assertThat(exchange.status()).isEqualTo(500);
        assertThat(exchange.completions()).isEqualTo(1);
        assertThat(receptions.heldBytes()).isZero();
    }

    @Test
    void a_body_at_the_limit_is_taken_though_it_declares_no_length() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(known().body(body));

        body.arrive(new byte[LIMIT]).end();
        knock(exchange);

        assertThat(passedOnBody(exchange)).hasSize(LIMIT);
    }

    @Test
    void a_body_over_the_limit_is_thrown_away_and_then_413() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(known().body(body));

        body.arrive(new byte[LIMIT + 1]).end();
        knock(exchange);

        assertThat(exchange.status()).isEqualTo(413);
        assertThat(exchange.body()).isEqualTo("the body is over the limit of 100000 bytes");
        assertThat(exchange.passedOn()).isEmpty();
    }

    @Test
    void a_body_far_over_the_limit_is_not_read_to_its_end() throws Exception {
        FakeExchange exchange =
                knock(known().header("Content-Length", "1000000000").body(new FakeBody()));

        assertThat(exchange.status()).isEqualTo(413);
        assertThat(exchange.responseHeader("Connection")).contains("close");
        wait(Duration.ofSeconds(2));
        assertThat(exchange.isCompleted()).isTrue();
    }

    @Test
    void a_stranger_may_send_a_little_only() throws Exception {
        FakeBody small = new FakeBody();
        FakeBody large = new FakeBody();
        FakeExchange within = knock(chunked("/rpc").body(small));
        FakeExchange beyond = knock(chunked("/rpc").body(large));

        small.arrive(new byte[BodyReceptions.STRANGER_BYTES]).end();
        large.arrive(new byte[BodyReceptions.STRANGER_BYTES + 1]).end();
        knock(within);
        knock(beyond);

        assertThat(passedOnBody(within)).hasSize(BodyReceptions.STRANGER_BYTES);
        assertThat(beyond.status()).isEqualTo(413);
    }

    @Test
    void a_body_that_comes_too_slowly_is_408_and_the_connection_is_given_up() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(post(3_000).body(body));
        body.arrive(new byte[1]);

        wait(Duration.ofSeconds(5));
        assertThat(exchange.status()).isEqualTo(200);
        wait(Duration.ofSeconds(1));

        assertThat(exchange.status()).isEqualTo(408);
        assertThat(exchange.responseHeader("Connection")).contains("close");
        assertThat(exchange.isCompleted()).isFalse();
        wait(Duration.ofSeconds(2));
        assertThat(exchange.isCompleted()).isTrue();
        assertThat(receptions.heldBytes()).isZero();
    }

    @Test
    void a_large_body_at_the_least_rate_is_taken() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(known().header("Content-Length", "80000").body(body));

        for (int second = 0; second < 9; second++) {
            body.arrive(new byte[8_000]);
            wait(Duration.ofSeconds(1));
        }
        body.arrive(new byte[8_000]).end();

        assertThat(exchange.isDispatched()).isTrue();
    }

    @Test
    void an_address_holds_a_bounded_number_of_bodies() throws Exception {
        FakeExchange last = knock(post(3_000));
        int open = 1;
        while (last.status() == 200 && open < 1_000) {
            last = knock(post(3_000));
            open++;
        }

        assertThat(last.status()).isEqualTo(429);
        assertThat(open).isLessThan(100);
        assertThat(knock(post(3_000).from("192.0.2.2")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|", "{", "}", "^", "\"", "\\", "`", "%zz", "%", "%4"})
    void a_handshake_with_a_malformed_query_is_400(String malformed) throws Exception {
        FakeExchange exchange = knock(new FakeExchange("GET", "/ws", "id=1&x=" + malformed).handshake());

        assertThat(exchange.status()).isEqualTo(400);
        assertThat(exchange.passedOn()).isEmpty();
    }

    @Test
    void a_handshake_with_a_proper_query_passes() throws Exception {
        FakeExchange exchange = knock(new FakeExchange("GET", "/ws", "id=1&token=a%2Bb~_-.").handshake());

        assertThat(exchange.passedOn()).isPresent();
    }

    @Test
    void an_error_in_the_refusal_of_one_body_leaves_none_of_the_others_waiting() throws Exception {
        AtomicInteger refusals = new AtomicInteger();
        DoorFilter failingOnce = new DoorFilter(
                authentication,
                receptions,
                deliveries,
                new BodyRule(request -> true, request -> LIMIT, (response, status, reason) -> {
                    if (refusals.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                }));
        for (int i = 0; i < 3; i++) {
            FakeExchange exchange = post(3_000).body(new FakeBody());
            failingOnce.doFilter(exchange.request(), exchange.response(), exchange.chain());
        }

        wait(Duration.ofSeconds(6));

        assertThat(refusals).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/db/kv", "/api/v1/workers", "/rpc/call", "/ws/other"})
    void an_upgrade_header_where_no_web_socket_is_changes_nothing(String path) throws Exception {
        FakeExchange exchange =
                knock(new FakeExchange("GET", path, "x=%zz").handshake().body(new FakeBody().end()));

        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.passedOn().orElseThrow()).isInstanceOf(ReceivedRequest.class);
    }

    @Test
    void an_upgrade_header_over_http_2_does_not_leave_a_body_unread() throws Exception {
        FakeBody body = new FakeBody();
        FakeExchange exchange = knock(new FakeExchange("GET", "/ws", null)
                .protocol("HTTP/2.0")
                .header("Upgrade", "websocket")
                .body(body));

        body.arrive(new byte[3]).end();

        assertThat(exchange.isDispatched()).isTrue();
    }

    private FakeExchange knock(FakeExchange exchange) throws Exception {
        door.doFilter(exchange.request(), exchange.response(), exchange.chain());
        return exchange;
    }

    private void wait(Duration duration) {
        now.addAndGet(duration.toNanos());
        receptions.check();
    }

    private static FakeExchange post(int length) {
        return new FakeExchange("POST", "/rpc", null).header("Content-Length", Integer.toString(length));
    }

    private static FakeExchange chunked(String path) {
        return new FakeExchange("POST", path, null).header("Transfer-Encoding", "chunked");
    }

    private static FakeExchange known() {
        return chunked("/db/kv").header(TOKEN, "good");
    }

    private static byte[] passedOnBody(FakeExchange exchange) throws IOException {
        return exchange.passedOn().orElseThrow().getInputStream().readAllBytes();
    }
}
