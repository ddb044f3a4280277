package org.mesophyll.mesh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.transport.TransportException.Reason;

/** What every transport promises; extended by a test class for each. */
public abstract class TransportContract extends TransportFixture {
    @Test
    void carries_messages_of_every_length_both_ways() throws Exception {
        Pair pair = connect(SETTINGS);
        int[] lengths = {0, 1, 125, 126, 65_531, 65_532, 65_535, 65_536, 200_000, SETTINGS.maxMessageBytes()};

        for (int length : lengths) {
            byte[] message = pattern(length);
            assertThat(pair.client().send(message.clone())).isEqualTo(Offer.ACCEPTED);
            assertThat(receive(pair.server())).isEqualTo(message);
            assertThat(pair.server().send(message.clone())).isEqualTo(Offer.ACCEPTED);
            assertThat(receive(pair.client())).isEqualTo(message);
        }
    }

    @Test
    void keeps_the_order_and_loses_nothing_though_the_outbox_is_often_full() throws Exception {
        Pair pair = connect(SETTINGS.withOutbox(new OutboxBounds(16, 1 << 20)).withInbox(new OutboxBounds(4, 1 << 20)));
        int messages = 20_000;

        Future<?> sending = threads.submit(() -> sendNumbers(pair.client(), messages));
        for (int i = 0; i < messages; i++) {
            assertThat(number(receive(pair.server()))).isEqualTo(i);
        }

        sending.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(pair.server().receive(Duration.ZERO)).isEmpty();
    }

    @Test
    void keeps_each_threads_order_when_many_send() throws Exception {
        Pair pair = connect(SETTINGS.withOutbox(new OutboxBounds(64, 1 << 20)));
        int senders = 4;
        int messages = 2_000;

        IntStream.range(0, senders)
                .forEach(sender -> threads.execute(() -> IntStream.range(0, messages)
                        .forEach(i -> sendAll(pair.client(), numbered(sender * messages + i)))));
        int[] next = IntStream.range(0, senders).map(i -> i * messages).toArray();
        for (int i = 0; i < senders * messages; i++) {
            int number = number(receive(pair.server()));
            assertThat(number).isEqualTo(next[number / messages]++);
        }

        Awaitility.await()
                .atMost(SOON)
                .until(() -> pair.client().counters().messagesOut() == (long) senders * messages);
    }

    @Test
    void gives_each_message_to_one_of_many_receivers() throws Exception {
        Pair pair = connect(SETTINGS);
        int messages = 5_000;
        Set<Integer> received = ConcurrentHashMap.newKeySet();
        AtomicInteger count = new AtomicInteger();

        for (int i = 0; i < 4; i++) {
            threads.execute(() -> receiveUntilEnded(pair.server(), message -> {
                received.add(number(message));
                count.incrementAndGet();
            }));
        }
        sendNumbers(pair.client(), messages);

        Awaitility.await().atMost(SOON).until(() -> count.get() >= messages);
        assertThat(received).hasSize(messages);
        assertThat(count).hasValue(messages);
    }

    @Test
    void knows_both_ends() throws Exception {
        Transport transport = transport(SETTINGS);
        Listener listener = transport.listen(somewhere());

        Connection client = transport.connect(listener.endpoint(), SOON);
        Connection server = accept(listener);

        assertThat(listener.endpoint().port()).isNotZero();
        assertThat(client.remote()).isEqualTo(listener.endpoint());
        assertThat(server.remote()).isEqualTo(client.local());
        assertThat(server.local().scheme()).isEqualTo(listener.endpoint().scheme());
        assertThat(server.local().port()).isEqualTo(listener.endpoint().port());
    }

    @Test
    void says_that_nobody_listens() throws Exception {
        Transport transport = transport(SETTINGS);
        Endpoint nowhere = nowhere();

        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> transport.connect(nowhere, SOON))
                .withMessageContaining(nowhere.toString())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
    }

    @Test
    void says_that_somebody_listens_already() throws Exception {
        Transport transport = transport(SETTINGS);
        Listener listener = transport.listen(somewhere());

        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> transport.listen(listener.endpoint()))
                .withMessageContaining(listener.endpoint().toString())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ADDRESS_IN_USE));
    }

    @Test
    void refuses_a_scheme_that_it_does_not_carry() throws Exception {
        Transport transport = transport(SETTINGS);
        Endpoint foreign = Endpoint.parse("carrier-pigeon://loft:1");

        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> transport.connect(foreign, SOON))
                .withMessageContaining("carrier-pigeon")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_SCHEME));
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> transport.listen(foreign))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_SCHEME));
    }

    @Test
    void listens_again_where_a_listener_was_closed() throws Exception {
        Transport transport = transport(SETTINGS);
        Listener first = transport.listen(somewhere());
        first.close();

        Listener second = transport.listen(first.endpoint());

        Connection client = transport.connect(second.endpoint(), SOON);
        assertThat(client.send(numbered(1))).isEqualTo(Offer.ACCEPTED);
        assertThat(number(receive(accept(second)))).isEqualTo(1);
    }

    @Test
    void accepts_nothing_when_nobody_comes_and_says_when_the_listener_is_closed() throws Exception {
        Listener listener = transport(SETTINGS).listen(somewhere());
        assertThat(listener.accept(MOMENT)).isEqualTo(new AcceptOutcome.TimedOut(MOMENT));
        CountDownLatch accepting = new CountDownLatch(1);

        Future<AcceptOutcome> waiting = threads.submit(() -> {
            accepting.countDown();
            return listener.accept(SOON);
        });
        accepting.await();
        listener.close();

        assertThat(waiting.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new AcceptOutcome.Closed());
        assertThat(listener.accept(SOON)).isEqualTo(new AcceptOutcome.Closed());
    }

    @Test
    void cuts_those_whom_nobody_accepts_when_the_listener_is_closed() throws Exception {
        Transport transport = transport(SETTINGS);
        Listener listener = transport.listen(somewhere());
        Connection client = transport.connect(listener.endpoint(), SOON);

        listener.close();

        assertEnds(client);
    }

    @Test
    void sends_what_was_accepted_before_it_closes_politely() throws Exception {
        Pair pair = connect(SETTINGS);
        int messages = 500;
        sendNumbers(pair.client(), messages);

        pair.client().close();

        assertThat(pair.client().send(numbered(0))).isEqualTo(Offer.CLOSED);
        for (int i = 0; i < messages; i++) {
            assertThat(number(receive(pair.server()))).isEqualTo(i);
        }
        assertThat(pair.server().receive(SOON)).isEmpty();
        assertEnds(pair.server());
        assertEnds(pair.client());
        assertThat(pair.client().ended()).contains(CloseReason.NORMAL);
        assertThat(pair.server().send(numbered(0))).isEqualTo(Offer.CLOSED);
    }

    @Test
    void ends_at_both_ends_when_one_cuts_it_and_keeps_what_came() throws Exception {
        Pair pair = connect(SETTINGS);
        sendAll(pair.client(), numbered(7));
        Awaitility.await().atMost(SOON).until(pair.server()::hasWaiting);

        pair.client().abort();

        assertThat(pair.client().ended()).contains(CloseReason.CUT);
        assertEnds(pair.server());
        assertThat(number(receive(pair.server()))).isEqualTo(7);
        assertThat(pair.server().receive(SOON)).isEmpty();
    }

    @Test
    void ends_a_receive_that_waits_when_the_connection_ends() throws Exception {
        Pair pair = connect(SETTINGS);
        CountDownLatch receiving = new CountDownLatch(1);
        Future<Boolean> waiting = threads.submit(() -> {
            receiving.countDown();
            return pair.server().receive(SOON).isEmpty();
        });
        receiving.await();

        pair.client().abort();

        assertThat(waiting.get(SOON.toSeconds() / 2, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void is_full_when_the_peer_does_not_receive_and_loses_nothing_of_what_it_took() throws Exception {
        Pair pair =
                connect(SETTINGS.withOutbox(new OutboxBounds(100, 8 << 20)).withInbox(new OutboxBounds(10, 8 << 20)));
        int accepted = fill(pair.client(), 64 * 1024);

        assertThat(pair.client().counters().refused()).isPositive();
        assertThat(pair.server().counters().waitingMessages()).isBetween(10, accepted - 100);
        for (int i = 0; i < accepted; i++) {
            assertThat(number(receive(pair.server()))).isEqualTo(i);
        }
        assertThat(pair.server().receive(Duration.ZERO)).isEmpty();
        assertThat(pair.client().send(numbered(0))).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void cuts_a_peer_that_does_not_receive_within_the_write_deadline() throws Exception {
        Pair pair = connect(SETTINGS.withOutbox(new OutboxBounds(100, 8 << 20))
                .withInbox(new OutboxBounds(10, 8 << 20))
                .withDeadlines(Duration.ofMillis(300), SOON));
        fill(pair.client(), 64 * 1024);

        Awaitility.await().atMost(SOON).until(() -> pair.client().ended().isPresent());

        assertThat(pair.client().ended()).contains(CloseReason.NOT_READING);
        assertThat(pair.client().send(numbered(0))).isEqualTo(Offer.CLOSED);
    }

    @Test
    void cuts_a_peer_that_holds_up_a_polite_end() throws Exception {
        Pair pair = connect(SETTINGS.withOutbox(new OutboxBounds(100, 8 << 20))
                .withInbox(new OutboxBounds(10, 8 << 20))
                .withDeadlines(SOON, Duration.ofMillis(300)));
        fill(pair.client(), 64 * 1024);

        pair.client().close(CloseReason.GOING_AWAY);

        Awaitility.await().atMost(SOON).until(() -> pair.client().ended().isPresent());
        assertThat(pair.client().ended()).contains(CloseReason.GOING_AWAY);
    }

    @Test
    void refuses_to_send_a_message_over_the_limit() throws Exception {
        Pair pair = connect(SETTINGS.withMaxMessageBytes(100));

        assertThatThrownBy(() -> pair.client().send(new byte[101]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("message is 101 bytes, the limit is 100");
        assertThat(pair.client().send(new byte[100])).isEqualTo(Offer.ACCEPTED);
        assertThat(receive(pair.server())).hasSize(100);
    }

    @Test
    void tells_a_listener_of_messages_and_the_end_in_order() throws Exception {
        Pair pair = connect(SETTINGS);
        ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
        assertThat(pair.server().attach(listener(heard))).isTrue();

        sendNumbers(pair.client(), 100);
        pair.client().close();

        Awaitility.await().atMost(SOON).until(() -> heard.contains(-1));
        assertThat(heard).hasSize(101).last().isEqualTo(-1);
        assertThat(heard).startsWith(IntStream.range(0, 100).boxed().toArray(Integer[]::new));
    }

    @Test
    void serves_64_connections_at_once() throws Exception {
        Transport transport = transport(SETTINGS);
        Listener listener = transport.listen(somewhere());
        threads.execute(() -> echoAll(listener));
        List<Connection> clients = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            clients.add(transport.connect(listener.endpoint(), SOON));
        }

        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).send(numbered(1_000 * round + i))).isEqualTo(Offer.ACCEPTED);
            }
            for (int i = 0; i < clients.size(); i++) {
                assertThat(number(receive(clients.get(i)))).isEqualTo(1_000 * round + i);
            }
        }
    }

    @Test
    void cuts_everything_when_the_transport_is_closed() throws Exception {
        Transport transport = transport(SETTINGS);
        Listener listener = transport.listen(somewhere());
        Connection client = transport.connect(listener.endpoint(), SOON);
        Connection server = accept(listener);

        transport.close();

        assertEnds(client);
        assertEnds(server);
        assertThat(listener.accept(SOON)).isEqualTo(new AcceptOutcome.Closed());
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> transport.connect(listener.endpoint(), SOON))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> transport.listen(somewhere()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    }

    /** Sends numbered messages until none leaves any more, and returns how many there was room for. */
    private static int fill(Connection connection, int bytes) {
        int accepted = 0;
        long left;
        do {
            left = connection.counters().messagesOut();
            while (connection.send(Arrays.copyOf(numbered(accepted), bytes)) == Offer.ACCEPTED) {
                accepted++;
            }
            Awaitility.await().pollDelay(MOMENT).until(() -> true);
        } while (connection.counters().messagesOut() > left);
        return accepted;
    }

    private void echoAll(Listener listener) {
        try {
            while (listener.accept(SOON) instanceof AcceptOutcome.Accepted accepted) {
                Connection connection = accepted.connection();
                threads.execute(() -> receiveUntilEnded(connection, message -> sendAll(connection, message)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void receiveUntilEnded(Connection connection, Consumer<byte[]> into) {
        try {
            while (connection.ended().isEmpty()) {
                connection.receive(SOON).ifPresent(into);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes a listener that adds every number, and -1 for the end. */
    private static ConnectionListener listener(ConcurrentLinkedQueue<Integer> heard) {
        return new ConnectionListener() {
            @Override
            public boolean onMessage(byte[] message) {
                return heard.add(number(message));
            }

            @Override
            public void onWaiting() {
                heard.add(-2);
            }

            @Override
            public void onGone(CloseReason reason) {
                heard.add(-1);
            }
        };
    }

    private static byte[] pattern(int length) {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (31 * i + length);
        }
        return message;
    }
}
