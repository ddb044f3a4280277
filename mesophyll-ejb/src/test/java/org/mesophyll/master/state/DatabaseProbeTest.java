package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DatabaseProbeTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile Runnable question = () -> {};
    private DatabaseProbe probe = probeWith(Duration.ofSeconds(30));

    private DatabaseProbe probeWith(Duration deadline) {
        return new DatabaseProbe(
                () -> {
                    asked.incrementAndGet();
                    question.run();
                },
                deadline,
                nanos::get);
    }

    @AfterEach
    void close() {
        hanging.countDown();
        probe.close();
    }

    @Test
    void asks_once_a_second_however_many_want_to_know() {
        for (int i = 0; i < 1000; i++) {
            assertThat(probe.isUp()).isTrue();
        }
        assertThat(asked).hasValue(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(probe.isUp()).isTrue();
        assertThat(asked).hasValue(2);
    }

    @Test
    void says_that_a_database_that_fails_is_down_and_that_it_is_up_again_later() {
        question = () -> {
            throw new StateUnavailableException("away", null);
        };
        assertThat(probe.isUp()).isFalse();
        assertThat(probe.isUp()).isFalse();
        assertThat(asked).hasValue(1);

        question = () -> {};
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(probe.isUp()).isTrue();
    }

    @Test
    void those_who_come_while_it_asks_share_the_question() throws Exception {
        question = this::hang;
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(probe::isUp));
            }
            await().until(() -> asked.get() == 1);
            hanging.countDown();
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void a_database_that_hangs_is_down_after_the_deadline_and_nobody_else_waits_for_it() {
        probe.close();
        probe = probeWith(Duration.ofMillis(50));
        question = this::hang;

        assertThat(probe.isUp()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        for (int i = 0; i < 1000; i++) {
            assertThat(probe.isUp()).isFalse();
        }
        assertThat(asked).hasValue(1);

        hanging.countDown();
        await().until(probe::isUp);
    }

    @Test
    void an_error_of_the_question_does_not_end_it() {
        question = () -> {
            throw new AssertionError("once");
        };
        assertThat(probe.isUp()).isFalse();

        question = () -> {};
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(probe.isUp()).isTrue();
    }

    private void hang() {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
