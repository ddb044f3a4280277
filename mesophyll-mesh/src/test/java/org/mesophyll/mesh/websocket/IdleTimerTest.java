package org.mesophyll.mesh.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdleTimerTest {
    private final IdleTimer timer = new IdleTimer();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void no_time_out_needs_neither_a_task_nor_a_thread() {
        Object task = timer.schedule(() -> {}, 0, TimeUnit.MILLISECONDS);

        assertThat(task).isNull();
        assertThat(timer.getPoolSize()).isZero();
        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void a_time_out_that_is_set_comes() throws InterruptedException {
        CountDownLatch timedOut = new CountDownLatch(1);

        Object task = timer.schedule(timedOut::countDown, 1, TimeUnit.MILLISECONDS);

        assertThat(task).isNotNull();
        assertThat(timedOut.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_time_out_that_is_cancelled_leaves_nothing_behind() {
        Objects.requireNonNull(timer.schedule(() -> {}, 1, TimeUnit.HOURS)).cancel(false);

        assertThat(timer.getQueue()).isEmpty();
    }
}
