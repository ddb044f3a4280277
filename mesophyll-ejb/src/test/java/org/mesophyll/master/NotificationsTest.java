package org.mesophyll.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class NotificationsTest {
    private final Queue<Integer> told = new ConcurrentLinkedQueue<>();

    @Test
    void tells_one_event_after_the_other_though_an_observer_throws_an_error() {
        Notifications notifications = new Notifications(1_000, Thread::new);

        notifications.tell(() -> {
            throw new StackOverflowError("an observer that fails");
        });
        IntStream.range(0, 100).forEach(i -> notifications.tell(() -> told.add(i)));

        Awaitility.await().until(() -> told.size() == 100);
        assertThat(told)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        notifications.close();
    }

    @Test
    void loses_nothing_when_its_thread_cannot_be_started_for_a_moment() {
        AtomicInteger failures = new AtomicInteger(5);
        Notifications notifications = new Notifications(1_000, task -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        });

        notifications.tell(() -> told.add(1));
        notifications.tell(() -> told.add(2));

        Awaitility.await().until(() -> {
            notifications.tick();
            return told.size() == 2;
        });
        assertThat(told).containsExactlyElementsOf(List.of(1, 2));
        notifications.close();
    }

    @Test
    void loses_what_comes_when_as_many_wait_as_may_and_takes_the_next_when_there_is_room() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Notifications notifications = new Notifications(2, Thread::new);
        notifications.tell(() -> {
            begun.countDown();
            await(release);
        });
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        notifications.tell(() -> told.add(1));
        notifications.tell(() -> told.add(2)); // one too many
        release.countDown();
        Awaitility.await().until(() -> told.size() == 1);

        Awaitility.await().until(() -> {
            notifications.tell(() -> told.add(3));
            return told.contains(3);
        });
        assertThat(told).doesNotContain(2);
        notifications.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
