package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CombinerTest {
    private static final long FOR_EVER = TimeUnit.MINUTES.toNanos(1);
    private static final Combiner.Bounds ONE_LEADER = new Combiner.Bounds(100, 1000, 8, 1, FOR_EVER);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Gate gate = new Gate();

    @AfterEach
    void end() {
        gate.open();
        threads.shutdownNow();
    }

    /** Does work as far as permits go, and remembers how it was done. */
    private static final class Gate implements Combiner.Runner<String> {
        private final Semaphore permits = new Semaphore(0);
        private final AtomicInteger entered = new AtomicInteger();
        private final List<List<String>> groups = Collections.synchronizedList(new ArrayList<>());
        private final Set<String> left = ConcurrentHashMap.newKeySet();
        private volatile boolean failing; // set by the test's thread

        void open() {
            permits.release(Integer.MAX_VALUE / 2);
        }

        void letOnePass() {
            permits.release();
        }

        @Override
        public int bytes(String work) {
            return work.length();
        }

        @Override
        public List<String> together(List<String> group) {
            done(group);
            if (failing) {
                throw new StateUnavailableException("the database failed", null);
            }
            return group.stream().filter(left::contains).toList();
        }

        @Override
        public void alone(String work) {
            done(List.of(work));
        }

        private void done(List<String> group) {
            entered.incrementAndGet();
            permits.acquireUninterruptibly();
            groups.add(group);
        }
    }

    @Test
    void work_that_comes_alone_is_done_alone_and_at_once() {
        Combiner<String> combiner = new Combiner<>(gate, ONE_LEADER);
        gate.open();

        combiner.run("a");
        combiner.run("b");

        assertThat(gate.groups).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void what_comes_meanwhile_is_done_together_in_the_order_of_its_arrival() throws Exception {
        Combiner<String> combiner = new Combiner<>(gate, ONE_LEADER);
        List<Future<?>> all = startOneAndQueue(combiner, "b", "c", "d");

        gate.open();

        finish(all);
        assertThat(gate.groups).containsExactly(List.of("a"), List.of("b", "c", "d"));
    }

    @Test
    void a_group_has_a_bound_and_the_next_one_takes_the_rest() throws Exception {
        Combiner<String> combiner = new Combiner<>(gate, new Combiner.Bounds(100, 1000, 2, 1, FOR_EVER));
        List<Future<?>> all = startOneAndQueue(combiner, "b", "c", "d", "e", "f");

        gate.open();

        finish(all);
        assertThat(gate.groups).containsExactly(List.of("a"), List.of("b", "c"), List.of("d", "e"), List.of("f"));
    }

    @Test
    void what_a_group_leaves_is_done_by_itself() throws Exception {
        Combiner<String> combiner = new Combiner<>(gate, ONE_LEADER);
        gate.left.addAll(Set.of("b", "d"));
        List<Future<?>> all = startOneAndQueue(combiner, "b", "c", "d");

        gate.open();

        finish(all);
        assertThat(gate.groups)
                .startsWith(List.of("a"), List.of("b", "c", "d"))
                .containsOnlyOnce(List.of("b"), List.of("d"))
                .hasSize(4);
    }

    @Test
    void a_group_that_fails_fails_all_of_it_and_nobody_after() throws Exception {
        Combiner<String> combiner = new Combiner<>(gate, ONE_LEADER);
        List<Future<?>> all = startOneAndQueue(combiner, "b", "c");
        gate.failing = true;

        gate.open();

        all.remove(0).get(30, TimeUnit.SECONDS);
        for (Future<?> each : all) {
            assertThatThrownBy(() -> each.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(StateUnavailableException.class);
        }
        combiner.run("d");
        assertThat(gate.groups).last().isEqualTo(List.of("d"));
    }

    @Test
    void too_many_or_too_large_is_refused_and_not_done() throws Exception {
        Combiner<String> many = new Combiner<>(gate, new Combiner.Bounds(2, 1000, 8, 1, FOR_EVER));
        List<Future<?>> all = startOneAndQueue(many, "b", "c");

        assertThatExceptionOfType(StateBusyException.class)
                .isThrownBy(() -> many.run("d"))
                .withMessage("2 requests of 2 bytes wait already, the limits are 2 and 1000");
        gate.open();
        finish(all);
        assertThat(gate.groups).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void bytes_are_bounded_too_but_one_piece_may_always_wait() throws Exception {
        Combiner<String> combiner = new Combiner<>(gate, new Combiner.Bounds(100, 4, 8, 1, FOR_EVER));
        List<Future<?>> all = startOneAndQueue(combiner, "larger than the limit");

        assertThatExceptionOfType(StateBusyException.class).isThrownBy(() -> combiner.run("x"));

        gate.open();
        finish(all);
    }

    @Test
    void who_waits_too_long_gives_up_and_holds_nobody_up() throws Exception {
        Combiner<String> combiner = new Combiner<>(gate, new Combiner.Bounds(100, 1000, 8, 1, 1));
        Future<?> first = threads.submit(() -> combiner.run("a"));
        awaitEntered(1);

        assertThatExceptionOfType(StateUnavailableException.class)
                .isThrownBy(() -> combiner.run("b"))
                .withMessage("it was not done in time");

        gate.open();
        first.get(30, TimeUnit.SECONDS);
        combiner.run("c");
        assertThat(gate.groups).containsExactly(List.of("a"), List.of("c"));
    }

    @Test
    void an_interrupt_ends_the_wait() throws Exception {
        Combiner<String> combiner = new Combiner<>(gate, ONE_LEADER);
        Future<?> first = threads.submit(() -> combiner.run("a"));
        awaitEntered(1);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(StateUnavailableException.class)
                .isThrownBy(() -> combiner.run("b"))
                .withMessage("interrupted while waiting");

        assertThat(Thread.interrupted()).isTrue();
        gate.open();
        first.get(30, TimeUnit.SECONDS);
        assertThat(gate.groups).containsExactly(List.of("a"));
    }

    @Test
    void several_leaders_work_at_a_time_and_no_more() throws Exception {
        Combiner<String> combiner = new Combiner<>(gate, new Combiner.Bounds(100, 1000, 8, 2, FOR_EVER));
        List<Future<?>> all = new ArrayList<>();
        all.add(threads.submit(() -> combiner.run("a")));
        all.add(threads.submit(() -> combiner.run("b")));
        awaitEntered(2);
        queue(combiner, all, "c", "d");

        gate.letOnePass();

        awaitEntered(3);
        gate.open();
        finish(all);
        assertThat(gate.groups).hasSize(3).contains(List.of("c", "d"));
    }

    @Test
    void many_threads_each_have_their_work_done_once() throws Exception {
        Combiner<String> combiner = new Combiner<>(gate, new Combiner.Bounds(1000, 100_000, 8, 3, FOR_EVER));
        gate.open();
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 16; thread++) {
            int number = thread;
            all.add(threads.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    combiner.run(number + ":" + i);
                }
            }));
        }

        finish(all);

        List<String> done = gate.groups.stream().flatMap(List::stream).toList();
        assertThat(done).hasSize(8000).doesNotHaveDuplicates();
    }

    @Test
    void an_error_of_the_leader_fails_its_group_and_leaves_the_next_a_leader() throws Exception {
        Failing failing = new Failing();
        Combiner<String> combiner = new Combiner<>(failing, ONE_LEADER);

        assertThatThrownBy(() -> combiner.run("a")).isInstanceOf(OutOfMemoryError.class);
        combiner.run("b");
        assertThat(failing.done).containsExactly("b");

        failing.blocks = true;
        Future<?> leader = threads.submit(() -> combiner.run("c"));
        await().until(() -> failing.entered.getCount() == 0);
        List<Future<?>> group =
                List.of(threads.submit(() -> combiner.run("d")), threads.submit(() -> combiner.run("e")));
        await().until(() -> combiner.waiting() == 2);
        failing.next = new StackOverflowError("in the group");
        failing.blocks = false;
        failing.go.countDown();
        leader.get();
        for (Future<?> each : group) {
            assertThatThrownBy(each::get).isInstanceOf(ExecutionException.class);
        }
        combiner.run("f");

        assertThat(failing.done).containsExactly("b", "c", "f");
        assertThat(combiner.waiting()).isZero();
    }

    /** Fails with an error once, and blocks when it is told to. */
    private static final class Failing implements Combiner.Runner<String> {
        private final List<String> done = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile boolean blocks; // set by the test's thread, like the next
        private volatile @Nullable Error next = new OutOfMemoryError("unable to create native thread");

        @Override
        public int bytes(String work) {
            return 1;
        }

        @Override
        public List<String> together(List<String> group) {
            failOnce();
            done.addAll(group);
            return List.of();
        }

        @Override
        public void alone(String work) {
            if (blocks) {
                entered.countDown();
                awaitGo();
                done.add(work);
                return;
            }
            failOnce();
            done.add(work);
        }

        private void awaitGo() {
            try {
                assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void failOnce() {
            Error failure = next;
            next = null;
            if (failure != null) {
                throw failure;
            }
        }
    }

    private List<Future<?>> startOneAndQueue(Combiner<String> combiner, String... works) {
        List<Future<?>> all = new ArrayList<>();
        all.add(threads.submit(() -> combiner.run("a")));
        awaitEntered(1);
        queue(combiner, all, works);
        return all;
    }

    private void queue(Combiner<String> combiner, List<Future<?>> all, String... works) {
        for (String work : works) {
            int waiting = combiner.waiting();
            all.add(threads.submit(() -> combiner.run(work)));
            await().until(() -> combiner.waiting() == waiting + 1);
        }
    }

    private void awaitEntered(int times) {
        await().until(() -> gate.entered.get() == times);
    }

    private static void finish(List<Future<?>> all) throws Exception {
        for (Future<?> each : all) {
            each.get(30, TimeUnit.SECONDS);
        }
    }
}
