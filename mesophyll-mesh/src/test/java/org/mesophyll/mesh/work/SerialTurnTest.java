package org.mesophyll.mesh.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FakeClock;

class SerialTurnTest {
    private final Guard guard = new Guard(new Lines(), "a step failed", new FakeClock());
    private final AtomicInteger steps = new AtomicInteger();

    @Test
    void runs_the_step_again_for_an_ask_that_comes_during_it_and_only_one_at_a_time() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        SerialTurn turn = new SerialTurn(guard, () -> {
            if (steps.incrementAndGet() == 1) {
                begun.countDown();
                await(release);
            }
        });
        Thread first = new Thread(turn::ask);
        first.start();
        await(begun);

        turn.ask(); // returns though the first step is under way
        turn.ask();
        assertThat(steps).hasValue(1);
        release.countDown();
        first.join(30_000);

        assertThat(steps).hasValue(2);
    }

    @Test
    void runs_the_step_once_more_when_it_asks_itself() {
        SerialTurn[] turn = new SerialTurn[1];
        turn[0] = new SerialTurn(guard, () -> {
            if (steps.incrementAndGet() == 1) {
                turn[0].ask();
            }
        });

        turn[0].ask();

        assertThat(steps).hasValue(2);
    }

    @Test
    void runs_the_step_for_later_asks_though_it_has_thrown_an_error() {
        SerialTurn turn = new SerialTurn(guard, () -> {
            if (steps.incrementAndGet() == 1) {
                throw new StackOverflowError("first");
            }
        });

        turn.ask();
        turn.ask();

        assertThat(steps).hasValue(2);
        assertThat(guard.failures()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
