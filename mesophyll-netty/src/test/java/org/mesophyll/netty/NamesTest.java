package org.mesophyll.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamesTest {
    private final AtomicInteger asked = new AtomicInteger(); // for threads
    private final Names names = new Names(task -> {
        if (asked.incrementAndGet() == 1) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Thread thread = new Thread(task, "mesophyll-names-test");
        thread.setDaemon(true);
        return thread;
    });

    @AfterEach
    void end() {
        names.end();
    }

    @Test
    void answers_a_look_up_for_which_no_thread_can_be_started_and_makes_the_next() {
        assertThat(names.lookUp("localhost"))
                .failsWithin(0, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(OutOfMemoryError.class);

        assertThat(names.lookUp("localhost")).succeedsWithin(30, TimeUnit.SECONDS);
    }
}
