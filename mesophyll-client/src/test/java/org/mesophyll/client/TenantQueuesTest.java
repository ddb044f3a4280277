package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.TenantQueues.Submission;
import org.mesophyll.protocol.TenantId;

class TenantQueuesTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final TenantId ONE = TenantId.guild(1);
    private static final TenantId OTHER = TenantId.user(1);

    private static final int MAX_SLOW = 2;
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong();
    private final Queue<Runnable> begun = new ArrayDeque<>();
    private final List<String> ran = new ArrayList<>();

    @Test
    void a_tenants_next_task_starts_when_the_one_before_has_ended() {
        TenantQueues queues = queues(begun::add, 10, 10);

        assertThat(queues.submit(ONE, () -> ran.add("a"))).isEqualTo(Submission.ACCEPTED);
        queues.submit(ONE, () -> ran.add("b"));
        queues.submit(OTHER, () -> ran.add("other"));

        assertThat(begun).hasSize(2);
        begun.remove().run();
        begun.remove().run();
        assertThat(ran).containsExactly("a", "other");
        begun.remove().run();
        assertThat(ran).containsExactly("a", "other", "b");
        assertThat(begun).isEmpty();
        assertThat(queues.inFlight()).isZero();
    }

    @Test
    void a_tenant_without_tasks_starts_anew() {
        TenantQueues queues = queues(Runnable::run, 1, 1);

        assertThat(queues.submit(ONE, () -> ran.add("a"))).isEqualTo(Submission.ACCEPTED);
        assertThat(queues.submit(ONE, () -> ran.add("b"))).isEqualTo(Submission.ACCEPTED);

        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void refuses_one_more_of_a_tenant_than_may_wait_or_run_and_takes_others() {
        TenantQueues queues = queues(begun::add, 10, 2);
        queues.submit(ONE, () -> {});
        queues.submit(ONE, () -> {});

        assertThat(queues.submit(ONE, () -> {})).isEqualTo(Submission.TENANT_FULL);
        assertThat(queues.submit(OTHER, () -> {})).isEqualTo(Submission.ACCEPTED);
        assertThat(queues.inFlight()).isEqualTo(3);
        begun.remove().run();
        assertThat(queues.submit(ONE, () -> {})).isEqualTo(Submission.ACCEPTED);
    }

    @Test
    void refuses_one_more_than_may_wait_or_run_until_one_has_ended() {
        TenantQueues queues = queues(begun::add, 2, 2);
        queues.submit(ONE, () -> {});
        queues.submit(ONE, () -> {});

        assertThat(queues.submit(OTHER, () -> {})).isEqualTo(Submission.FULL);
        assertThat(queues.inFlight()).isEqualTo(2);
        begun.remove().run();
        assertThat(queues.submit(OTHER, () -> {})).isEqualTo(Submission.ACCEPTED);
    }

    @Test
    void after_its_close_what_was_accepted_still_runs() throws InterruptedException {
        TenantQueues queues = queues(begun::add, 10, 10);
        queues.submit(ONE, () -> ran.add("a"));
        queues.submit(ONE, () -> ran.add("b"));

        queues.close();

        assertThat(queues.submit(ONE, () -> ran.add("c"))).isEqualTo(Submission.CLOSED);
        assertThat(queues.awaitIdle(Duration.ofMillis(1))).isFalse();
        begun.remove().run();
        begun.remove().run();
        assertThat(ran).containsExactly("a", "b");
        assertThat(queues.awaitIdle(Duration.ofMillis(1))).isTrue();
    }

    @Test
    void an_executor_that_has_stopped_leaves_nothing_in_flight() {
        TenantQueues queues = queues(
                turn -> {
                    if (!begun.isEmpty()) {
                        throw new RejectedExecutionException("stopped");
                    }
                    begun.add(turn);
                },
                10,
                10);
        queues.submit(ONE, () -> ran.add("a"));
        queues.submit(ONE, () -> ran.add("b"));
        queues.submit(ONE, () -> ran.add("c"));

        queues.submit(OTHER, () -> ran.add("other"));
        begun.element().run(); // whose next is refused, for this one is still there

        assertThat(ran).containsExactly("a");
        assertThat(queues.inFlight()).isZero();
    }

    @Test
    void many_threads_keep_each_tenants_order_and_lose_nothing() throws InterruptedException {
        int tasks = 20_000;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<TenantId> tenants = IntStream.range(0, 5).mapToObj(TenantId::guild).toList();
        List<Queue<Integer>> seen = tenants.stream()
                .<Queue<Integer>>map(tenant -> new ConcurrentLinkedQueue<>())
                .toList();
        try {
            TenantQueues queues = queues(threads, tasks * tenants.size(), tasks);
            CountDownLatch submitters = new CountDownLatch(tenants.size());
            for (int tenant = 0; tenant < tenants.size(); tenant++) {
                int which = tenant;
                Thread submitter = new Thread(() -> {
                    for (int i = 0; i < tasks; i++) {
                        int number = i;
                        queues.submit(tenants.get(which), () -> seen.get(which).add(number));
                    }
                    submitters.countDown();
                });
                submitter.start();
            }

            assertThat(submitters.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(queues.awaitIdle(LIMIT)).isTrue();
        } finally {
            threads.shutdownNow();
        }
        List<Integer> inOrder = IntStream.range(0, tasks).boxed().toList();
        assertThat(seen).allSatisfy(numbers -> assertThat(List.copyOf(numbers)).isEqualTo(inOrder));
    }

    @Test
    void tells_each_task_that_an_executor_does_not_take_and_goes_on_with_the_tenant() {
        List<String> refused = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger();
        TenantQueues queues = queues(
                turn -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    begun.add(turn);
                },
                10,
                10);
        queues.submit(ONE, task("a", refused));
        queues.submit(ONE, task("b", refused));
        queues.submit(ONE, task("c", refused));

        failures.set(1);
        begun.remove().run(); // its next, b, is not taken
        begun.remove().run();
        failures.set(1);
        queues.submit(OTHER, task("other", refused));

        assertThat(ran).containsExactly("a", "c");
        assertThat(refused).containsExactly("b", "other");
        assertThat(queues.inFlight()).isZero();
        failures.set(0);
        queues.submit(ONE, task("d", refused));
        begun.remove().run();
        assertThat(ran).containsExactly("a", "c", "d");
    }

    private TenantQueues.Task task(String name, List<String> refused) {
        return new TenantQueues.Task() {
            @Override
            public void run() {
                ran.add(name);
            }

            @Override
            public void refused() {
                refused.add(name);
            }
        };
    }

    @Test
    void tenants_whose_tasks_took_long_share_a_part_of_the_threads_and_stand_behind_the_others() {
        TenantQueues queues = queues(begun::add, 100, 10);
        List<TenantId> slow = IntStream.range(0, 8).mapToObj(TenantId::guild).toList();
        slow.forEach(tenant -> queues.submit(tenant, () -> nanos.addAndGet(SLOW.toNanos())));
        while (!begun.isEmpty()) {
            begun.remove().run();
        }

        slow.forEach(tenant -> queues.submit(tenant, () -> ran.add("slow")));
        queues.submit(OTHER, () -> ran.add("other"));

        assertThat(begun).hasSize(MAX_SLOW + 1); // threads for all others are left
        assertThat(queues.inFlight()).isEqualTo(slow.size() + 1);
        while (!begun.isEmpty()) {
            begun.remove().run();
        }
        assertThat(ran).hasSize(slow.size() + 1);
        assertThat(ran.subList(0, MAX_SLOW + 1)).contains("other");
        assertThat(queues.inFlight()).isZero();
    }

    @Test
    void a_short_task_does_not_make_a_slow_tenant_fast_but_time_does() {
        TenantQueues queues = queues(begun::add, 100, 10);
        List<TenantId> slow =
                IntStream.range(0, MAX_SLOW + 1).mapToObj(TenantId::guild).toList();
        slow.forEach(tenant -> queues.submit(tenant, () -> nanos.addAndGet(SLOW.toNanos())));
        while (!begun.isEmpty()) {
            begun.remove().run();
        }
        queues.submit(slow.get(0), () -> {});
        begun.remove().run();

        slow.forEach(tenant -> queues.submit(tenant, () -> {}));
        assertThat(begun).hasSize(MAX_SLOW);
        while (!begun.isEmpty()) {
            begun.remove().run();
        }
        nanos.addAndGet(20 * SLOW.toNanos());
        slow.forEach(tenant -> queues.submit(tenant, () -> {}));

        assertThat(begun).hasSize(slow.size());
    }

    private TenantQueues queues(Executor executor, int maxInFlight, int maxPerTenant) {
        return new TenantQueues(executor, maxInFlight, maxPerTenant, MAX_SLOW, SLOW, nanos::get);
    }
}
