package org.mesophyll.mesh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.mesophyll.mesh.link.OutboxBounds;

/** Races the thread that reads against those that take: a wake-up that is lost leaves reading off for ever. */
class InboxStressTest {
    private static final int MESSAGES = 100_000;
    private static final long PATIENCE_SECONDS = 60;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger switching = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private volatile boolean reading = true; // written by the inbox

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    @RepeatedTest(6)
    void never_leaves_reading_off(RepetitionInfo repetition) throws Exception {
        int bound = repetition.getCurrentRepetition();
        Inbox inbox = new Inbox(new OutboxBounds(bound, 1 << 20), this::switchTo);
        AtomicInteger taken = new AtomicInteger();
        int takers = 1 + bound % 3;

        List<Future<?>> ends = new ArrayList<>();
        ends.add(threads.submit(() -> addAll(inbox)));
        IntStream.range(0, takers).forEach(i -> ends.add(threads.submit(() -> takeAll(inbox, taken))));
        for (Future<?> end : ends) {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        assertThat(taken).hasValue(MESSAGES);
        assertThat(overlaps).hasValue(0);
        assertThat(repeats).hasValue(0);
        assertThat(reading).isTrue();
        assertThat(inbox.messages()).isZero();
        assertThat(inbox.bytes()).isZero();
    }

    private void switchTo(boolean wanted) {
        overlaps.addAndGet(switching.getAndIncrement());
        repeats.addAndGet(reading == wanted ? 1 : 0);
        reading = wanted;
        switching.decrementAndGet();
    }

    private void addAll(Inbox inbox) {
        for (int i = 0; i < MESSAGES; i++) {
            while (!reading) {
                Thread.onSpinWait();
            }
            inbox.add(new byte[1]);
        }
    }

    private static void takeAll(Inbox inbox, AtomicInteger taken) {
        while (taken.get() < MESSAGES) {
            if (inbox.poll() != null) {
                taken.incrementAndGet();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
