package org.mesophyll.js;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AllocationWatchTest {
    private static final long NOTHING_LEFT = -1; // any thread has allocated more

    @Test
    void stops_the_others_and_later_ones_though_one_stop_throws_an_error() throws InterruptedException {
        AllocationWatch watch = new AllocationWatch();
        CountDownLatch failing = new CountDownLatch(2);
        CountDownLatch other = new CountDownLatch(1);
        CountDownLatch later = new CountDownLatch(1);

        AllocationWatch.Call first = watch.begin(NOTHING_LEFT, () -> {
            failing.countDown();
            throw new StackOverflowError("a stop that fails");
        });
        AllocationWatch.Call second = watch.begin(NOTHING_LEFT, other::countDown);
        assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(failing.await(30, TimeUnit.SECONDS)).isTrue(); // it is stopped again
        watch.end(first);
        watch.end(second);
        AllocationWatch.Call third = watch.begin(NOTHING_LEFT, later::countDown);

        assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
        watch.end(third);
    }

    @Test
    void lets_no_call_begin_that_nobody_can_watch_and_watches_the_next() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger(1);
        AllocationWatch watch = new AllocationWatch(task -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        });
        CountDownLatch stopped = new CountDownLatch(1);

        assertThatThrownBy(() -> watch.begin(NOTHING_LEFT, () -> {})).isInstanceOf(IllegalStateException.class);
        AllocationWatch.Call call = watch.begin(NOTHING_LEFT, stopped::countDown);

        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
        watch.end(call);
    }
}
