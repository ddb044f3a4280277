package org.mesophyll.mesh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.work.Ticker;

class BacklogTest {
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int PATIENCE_SECONDS = 20;
    private static final ConnectionSettings SETTINGS = new ConnectionSettings(
            100, new OutboxBounds(3, 300), new OutboxBounds(4, 100), Duration.ofSeconds(10), Duration.ofSeconds(2));

    private final Ticker ticker = new Ticker(failure -> {
        throw new AssertionError(failure);
    });
    private final Backlog backlog = new Backlog(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end_threads() {
        threads.shutdownNow();
    }

    @Test
    void gives_connections_in_the_order_of_their_arrival() throws Exception {
        Backlog two = new Backlog(2);
        Connection first = connection();
        Connection second = connection();

        assertThat(two.offer(first)).isTrue();
        assertThat(two.offer(second)).isTrue();

        assertThat(two.accept(AT_ONCE)).isEqualTo(new AcceptOutcome.Accepted(first));
        assertThat(two.accept(AT_ONCE)).isEqualTo(new AcceptOutcome.Accepted(second));
        assertThat(two.accept(AT_ONCE)).isEqualTo(new AcceptOutcome.TimedOut(AT_ONCE));
    }

    @Test
    void refuses_one_more_than_may_wait() throws Exception {
        assertThat(backlog.offer(connection())).isTrue();
        assertThat(backlog.offer(connection())).isFalse();

        assertThat(backlog.accept(AT_ONCE)).isInstanceOf(AcceptOutcome.Accepted.class);
        assertThat(backlog.offer(connection())).isTrue();
    }

    @Test
    void wakes_who_waits_when_a_connection_comes() throws Exception {
        Connection connection = connection();
        Future<AcceptOutcome> accepted = waiting();

        assertThat(backlog.offer(connection)).isTrue();

        assertThat(accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new AcceptOutcome.Accepted(connection));
    }

    @Test
    void wakes_who_waits_when_it_is_closed_and_takes_nothing_more() throws Exception {
        Future<AcceptOutcome> accepted = waiting();

        backlog.close();

        assertThat(accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new AcceptOutcome.Closed());
        assertThat(backlog.offer(connection())).isFalse();
    }

    @Test
    void cuts_what_waits_when_it_is_closed() throws Exception {
        Connection connection = connection();
        assertThat(backlog.offer(connection)).isTrue();

        backlog.close();

        assertThat(connection.ended()).isPresent();
        assertThat(backlog.accept(AT_ONCE)).isEqualTo(new AcceptOutcome.Closed());
    }

    @Test
    void holds_at_least_one() {
        assertThatThrownBy(() -> new Backlog(0)).hasMessageContaining("at least 1 connection: 0");
    }

    /** Lets a thread wait for a connection, and returns once it is about to. */
    private Future<AcceptOutcome> waiting() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Future<AcceptOutcome> accepted = threads.submit(() -> {
            begun.countDown();
            return backlog.accept(LONG);
        });
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        boolean unused = new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS); // lets it begin to wait
        return accepted;
    }

    private Connection connection() {
        return Connection.open(new FakeChannel(), SETTINGS, ticker, System::nanoTime);
    }
}
