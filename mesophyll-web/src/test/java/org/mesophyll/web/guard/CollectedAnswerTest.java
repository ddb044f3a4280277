package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mesophyll.web.FakeBody;
import org.mesophyll.web.FakeExchange;
import org.mesophyll.web.FakePeer;

class CollectedAnswerTest {
    private static final int SMALL = AnswerBytes.FREE_BYTES;
    private static final int LARGE = 1_000_000;
    private static final int LONG = AnswerDeliveries.LARGEST_COLLECTED + 1;
    private static final int RATE = 16 * 1024;
    private static final AnswerSettings SETTINGS = new AnswerSettings(Duration.ofSeconds(5), RATE, 24 << 20, 16 << 20);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger closed = new AtomicInteger();
    private final AnswerDeliveries deliveries =
            new AnswerDeliveries(SETTINGS, now::get, (step, nanos) -> step.run(), request -> closed.incrementAndGet());
    private final BodyReceptions receptions =
            new BodyReceptions(BodySettings.DEFAULT, now::get, (step, nanos) -> step.run());
    private final Filter authentication = (request, response, chain) -> chain.doFilter(request, response);
    private final DoorFilter door = new DoorFilter(authentication, receptions, deliveries, rule());

    private final FakePeer peer = new FakePeer();

    /** What makes an answer. */
    @FunctionalInterface
    private interface Answering {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    @Test
    void a_small_answer_is_written_and_ended_at_once_with_its_length() throws Exception {
        FakeExchange exchange = get(bytes(SMALL));

        assertThat(peer.taken()).isEqualTo(SMALL);
        assertThat(peer.isClosed()).isTrue();
        assertThat(peer.hasListener()).isFalse();
        assertThat(exchange.responseHeader("Content-Length")).contains(Integer.toString(SMALL));
        assertThat(exchange.isDelayed()).isFalse();
        assertThat(deliveries.heldBytes()).isZero();
    }

    @Test
    void an_answer_without_a_body_is_left_to_the_container() throws Exception {
        FakeExchange exchange = get((request, response) -> response.setStatus(204));

        assertThat(exchange.status()).isEqualTo(204);
        assertThat(peer.isClosed()).isFalse();
        assertThat(exchange.responseHeader("Content-Length")).isEmpty();
    }

    @Test
    void a_large_answer_is_written_as_its_peer_takes_it_and_completed_once() throws Exception {
        peer.take(100_000);
        FakeExchange exchange = get(bytes(LARGE));

        assertThat(peer.taken()).isBetween(100_000, 200_000);
        assertThat(exchange.isDelayed()).isTrue();
        assertThat(deliveries.heldBytes()).isBetween((long) LARGE - SMALL, (long) LARGE);
        peer.take(Long.MAX_VALUE);

        assertThat(peer.bytes()).isEqualTo(random(LARGE));
        assertThat(exchange.responseHeader("Content-Length")).contains(Integer.toString(LARGE));
        assertThat(exchange.completions()).isEqualTo(1);
        assertThat(deliveries.heldBytes()).isZero();
        peer.callBackLate();
        assertThat(exchange.completions()).isEqualTo(1);
    }

    @Test
    void an_answer_made_of_many_small_writes_arrives_as_it_was_written() throws Exception {
        byte[] all = random(LARGE);
        get((request, response) -> {
            Random sizes = new Random(2);
            int at = 0;
            while (at < all.length) {
                int count = Math.min(all.length - at, sizes.nextInt(5_000));
                response.getOutputStream().write(all, at, count);
                response.flushBuffer();
                at += count;
            }
        });

        assertThat(peer.bytes()).isEqualTo(all);
    }

    @Test
    void a_peer_below_the_least_rate_is_given_up_and_its_bytes_are_released() throws Exception {
        peer.take(100_000);
        FakeExchange exchange = get(bytes(LARGE));
        int taken = peer.taken();

        wait(Duration.ofSeconds(5).plusMillis(taken * 1_000L / RATE));
        assertThat(exchange.isCompleted()).isFalse();
        wait(Duration.ofMillis(10));

        assertThat(closed).hasValue(1);
        assertThat(exchange.completions()).isEqualTo(1);
        assertThat(deliveries.heldBytes()).isZero();
        peer.take(LARGE);
        assertThat(peer.taken()).isEqualTo(taken);
    }

    @Test
    void a_peer_at_the_least_rate_gets_all_of_it_however_long_that_takes() throws Exception {
        peer.take(1);
        FakeExchange exchange = get(bytes(LARGE));

        for (int second = 0; second < LARGE / RATE + 1; second++) {
            wait(Duration.ofSeconds(1));
            peer.take(RATE);
        }

        assertThat(peer.bytes()).isEqualTo(random(LARGE));
        assertThat(closed).hasValue(0);
        assertThat(exchange.completions()).isEqualTo(1);
    }

    @Test
    void a_peer_that_takes_nothing_for_three_graces_is_given_up_however_fast_it_was() throws Exception {
        peer.take(LARGE - 1);
        get(bytes(2 * LARGE));

        wait(Duration.ofSeconds(14));
        assertThat(closed).hasValue(0);
        wait(Duration.ofSeconds(1));

        assertThat(closed).hasValue(1);
        assertThat(deliveries.heldBytes()).isZero();
    }

    @Test
    void the_connection_is_closed_under_a_write_that_blocks_for_longer_than_the_grace() throws Exception {
        WatchedWrite watched = new WatchedWrite(deliveries, new FakeExchange("GET", "/db/kv", null).request());

        watched.write(SMALL, () -> {
            wait(Duration.ofSeconds(5));
            assertThat(closed).hasValue(0);
            wait(Duration.ofMillis(1));
            assertThat(closed).hasValue(1);
        });
        wait(Duration.ofMinutes(1));

        assertThat(closed).hasValue(1);
    }

    @Test
    void a_peer_that_leaves_costs_one_completion_and_no_exception() throws Exception {
        peer.take(100_000);
        FakeExchange exchange = get(bytes(LARGE));

        peer.leave();
        peer.leave();

        assertThat(exchange.completions()).isEqualTo(1);
        assertThat(deliveries.heldBytes()).isZero();
    }

    @Test
    void a_peer_that_has_left_before_a_small_answer_costs_no_exception() throws Exception {
        peer.leave();

        FakeExchange exchange = get(bytes(SMALL));

        assertThat(exchange.status()).isEqualTo(200);
        assertThat(peer.taken()).isZero();
    }

    @Test
    void an_address_whose_answers_wait_gets_503_with_what_is_allowed_and_others_get_theirs() throws Exception {
        List<FakePeer> slow = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            slow.add(new FakePeer().take(1));
            get(new FakeExchange("GET", "/db/kv", null).to(slow.get(i)), bytes(AnswerDeliveries.LARGEST_COLLECTED));
        }
        FakePeer same = new FakePeer();
        FakePeer other = new FakePeer();
        FakeExchange refused = get(new FakeExchange("GET", "/db/kv", null).to(same), bytes(LARGE));
        FakeExchange served =
                get(new FakeExchange("GET", "/db/kv", null).from("192.0.2.2").to(other), bytes(LARGE));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.responseHeader("Retry-After")).contains("1");
        assertThat(refused.body())
                .isEqualTo(
                        "the answers that your address has not read yet would hold more than 16777216 bytes, which is"
                                + " the limit, with this one of at least 1000000 bytes; the request has run, try again later if it only"
                                + " reads");
        assertThat(served.status()).isEqualTo(200);
        assertThat(other.taken()).isEqualTo(LARGE);
        slow.forEach(one -> one.take(Long.MAX_VALUE));
        assertThat(deliveries.heldBytes()).isZero();
    }

    @Test
    void all_answers_that_wait_are_bounded_too() throws Exception {
        for (int i = 0; i < 3; i++) {
            FakeExchange waiting = new FakeExchange("GET", "/db/kv", null)
                    .from("192.0.2." + (10 + i))
                    .to(new FakePeer().take(1));
            get(waiting, bytes(AnswerDeliveries.LARGEST_COLLECTED));
        }

        FakeExchange refused = get(bytes(LARGE));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("more than 25165824 bytes");
    }

    @Test
    void a_long_answer_is_written_while_it_is_made_and_two_may_be_at_once() throws Exception {
        AnswerSettings roomy = new AnswerSettings(Duration.ofSeconds(5), RATE, 64 << 20, 64 << 20);
        AnswerDeliveries owner = new AnswerDeliveries(roomy, now::get, (step, nanos) -> step.run());
        List<CollectedAnswer> answers = new ArrayList<>();
        List<FakeExchange> exchanges = new ArrayList<>();
        for (int i = 0; i < AnswerDeliveries.LONG_ANSWERS + 1; i++) {
            FakeExchange exchange = new FakeExchange("GET", "/db/tenant-states", null);
            CollectedAnswer answer = owner.collect(rule(), exchange.request(), exchange.response());
            answer.write(random(LONG), 0, LONG - 1);
            assertThat(exchange.body()).isEmpty();
            answer.write(random(LONG), LONG - 1, 1);
            answers.add(answer);
            exchanges.add(exchange);
        }

        assertThat(exchanges.get(0).body()).hasSizeGreaterThan(SMALL);
        assertThat(answers.get(0).isCommitted()).isTrue();
        answers.forEach(CollectedAnswer::leave);
        assertThat(exchanges.get(0).status()).isEqualTo(200);
        assertThat(exchanges.get(1).status()).isEqualTo(200);
        assertThat(exchanges.get(2).status()).isEqualTo(503);
        assertThat(exchanges.get(2).body()).contains("go to 2 peers already");
        assertThat(owner.heldBytes()).isZero();
        assertThat(owner.beginLongAnswer()).isTrue();
        assertThat(owner.beginLongAnswer()).isTrue();
    }

    @Test
    void who_completes_an_asynchronous_request_has_its_answer_sent_first() throws Exception {
        peer.take(100_000);
        List<AsyncContext> contexts = new ArrayList<>();
        List<HttpServletResponse> responses = new ArrayList<>();
        FakeExchange exchange = get((request, response) -> {
            contexts.add(request.startAsync(request, response));
            responses.add(response);
        });
        assertThat(exchange.isDelayed()).isTrue();

        bytes(LARGE).answer(exchange.request(), responses.get(0));
        assertThat(peer.taken()).isZero();
        contexts.get(0).complete();

        assertThat(peer.taken()).isGreaterThanOrEqualTo(100_000);
        assertThat(exchange.isCompleted()).isFalse();
        contexts.get(0).complete();
        assertThat(exchange.isCompleted()).isFalse();
        peer.take(Long.MAX_VALUE);
        assertThat(exchange.completions()).isEqualTo(1);
        assertThat(peer.taken()).isEqualTo(LARGE);
    }

    @Test
    void a_small_asynchronous_answer_is_written_before_the_request_is_completed() throws Exception {
        FakeExchange exchange = get((request, response) -> {
            AsyncContext async = request.startAsync();
            bytes(SMALL).answer(request, response);
            async.complete();
        });

        assertThat(peer.taken()).isEqualTo(SMALL);
        assertThat(exchange.completions()).isEqualTo(1);
    }

    @Test
    void what_was_reset_is_not_sent() throws Exception {
        FakeExchange exchange = get((request, response) -> {
            bytes(LARGE).answer(request, response);
            response.reset();
            response.getOutputStream().write('x');
        });

        assertThat(exchange.body()).isEqualTo("x");
        assertThat(exchange.isReset()).isTrue();
        assertThat(deliveries.heldBytes()).isZero();
    }

    @Test
    void an_error_that_the_container_makes_replaces_what_was_collected() throws Exception {
        FakeExchange exchange = get((request, response) -> {
            bytes(LARGE).answer(request, response);
            response.sendError(500);
        });

        assertThat(exchange.status()).isEqualTo(500);
        assertThat(exchange.body()).isEmpty();
        assertThat(deliveries.heldBytes()).isZero();
    }

    @Test
    void a_failure_while_an_answer_is_made_leaves_nothing_behind() {
        assertThatThrownBy(() -> get((request, response) -> {
                    bytes(LARGE).answer(request, response);
                    throw new IOException("the database is away");
                }))
                .hasMessage("the database is away");

        assertThat(peer.taken()).isZero();
        assertThat(deliveries.heldBytes()).isZero();
    }

    @Test
    void an_error_as_an_answer_begins_closes_its_connection_and_releases_its_bytes() {
        peer.failWith(new OutOfMemoryError("Java heap space"));

        assertThatThrownBy(() -> get(bytes(LARGE))).isInstanceOf(OutOfMemoryError.class);

        assertThat(deliveries.heldBytes()).isZero();
        assertThat(closed).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1,1", "HTTP/2.0,0"}) // other requests use a connection of HTTP/2, and the length tells
    void an_answer_that_breaks_off_does_not_look_like_a_whole_one(String protocol, int closedThen) throws Exception {
        FakePeer gone = new FakePeer();
        gone.leave();
        FakeExchange small =
                get(new FakeExchange("GET", "/db/kv", null).protocol(protocol).to(gone), bytes(SMALL));
        assertThat(small.responseHeader("Content-Length")).contains(Integer.toString(SMALL));
        assertThat(closed).hasValue(closedThen);

        peer.take(100_000);
        FakeExchange large =
                get(new FakeExchange("GET", "/db/kv", null).protocol(protocol).to(peer), bytes(LARGE));
        peer.leave();
        assertThat(large.responseHeader("Content-Length")).contains(Integer.toString(LARGE));
        assertThat(closed).hasValue(2 * closedThen);
        assertThat(deliveries.heldBytes()).isZero();
    }

    @Test
    void text_by_a_writer_is_sent_too() throws Exception {
        FakeExchange exchange = get((request, response) -> response.getWriter().print("gr\u00fcn"));

        assertThat(exchange.body()).isEqualTo("gr\u00fcn");
    }

    @Test
    void who_writes_by_a_listener_is_called_once() throws Exception {
        List<String> calls = new ArrayList<>();
        FakeExchange exchange =
                get((request, response) -> response.getOutputStream().setWriteListener(new WriteListener() {
                    @Override
                    public void onWritePossible() throws IOException {
                        calls.add("possible");
                        assertThat(response.getOutputStream().isReady()).isTrue();
                        response.getOutputStream().write('x');
                    }

                    @Override
                    public void onError(Throwable failure) {
                        calls.add("error");
                    }
                }));

        assertThat(calls).containsExactly("possible");
        assertThat(exchange.body()).isEqualTo("x");
    }

    private static BodyRule rule() {
        return new BodyRule(
                request -> true,
                request -> SMALL,
                (response, status, reason) ->
                        response.getOutputStream().write(reason.getBytes(StandardCharsets.UTF_8)));
    }

    private FakeExchange get(Answering answering) throws Exception {
        return get(new FakeExchange("GET", "/db/kv", null).to(peer), answering);
    }

    private FakeExchange get(FakeExchange exchange, Answering answering) throws Exception {
        FilterChain chain =
                (request, response) -> answering.answer((HttpServletRequest) request, (HttpServletResponse) response);
        door.doFilter(exchange.body(new FakeBody().end()).request(), exchange.response(), chain);
        return exchange;
    }

    private void wait(Duration duration) {
        now.addAndGet(duration.toNanos());
        deliveries.check();
    }

    private static Answering bytes(int count) {
        return (request, response) -> response.getOutputStream().write(random(count));
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
