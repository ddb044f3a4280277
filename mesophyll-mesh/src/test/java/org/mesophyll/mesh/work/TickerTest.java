package org.mesophyll.mesh.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TickerTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final Ticker ticker = new Ticker(failures::add);

    @Test
    void ticks_until_no_more_is_wanted() {
        AtomicInteger ticks = new AtomicInteger();
        ticker.add(() -> ticks.incrementAndGet() < 3);

        for (int i = 0; i < 5; i++) {
            ticker.tickAll();
        }

        assertThat(ticks).hasValue(3);
        assertThat(ticker.size()).isZero();
    }

    @Test
    void goes_on_with_all_though_one_throws_even_an_error() {
        AtomicInteger ticks = new AtomicInteger();
        ticker.add(() -> {
            throw new IllegalStateException("first");
        });
        ticker.add(() -> {
            throw new StackOverflowError("second");
        });
        ticker.add(() -> ticks.incrementAndGet() > 0);

        ticker.tickAll();
        ticker.tickAll();

        assertThat(ticks).hasValue(2);
        assertThat(failures).hasSize(4);
        assertThat(ticker.size()).isEqualTo(3);
    }
}
