package org.mesophyll.master.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobThreadsTest {
    private final AtomicBoolean starved = new AtomicBoolean();
    private final AtomicInteger steps = new AtomicInteger();
    private final JobThreads threads = new JobThreads(task -> {
        if (starved.get()) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        return new Thread(task);
    });

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void takes_steps_though_no_more_threads_can_be_started() {
        starved.set(true);

        assertThat(threads.run("a step", steps::incrementAndGet)).isTrue();
        Runnable unused = threads.later(Duration.ofMillis(1), "another", steps::incrementAndGet);

        await().untilAtomic(steps, equalTo(2));
    }

    @Test
    void goes_on_after_steps_that_throw_errors() {
        threads.every(Duration.ofMillis(1), this::countAndFail);
        for (int i = 0; i < 10; i++) {
            assertThat(threads.run("a step", JobThreadsTest::fail)).isTrue();
        }

        await().untilAtomic(steps, greaterThan(3));
    }

    private void countAndFail() {
        steps.incrementAndGet();
        fail();
    }

    private static void fail() {
        throw new StackOverflowError("of a test");
    }
}
