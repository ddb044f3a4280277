package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void does_again_what_has_thrown_an_error() throws InterruptedException {
        Watchdog watchdog = new Watchdog();
        CountDownLatch looks = new CountDownLatch(3);

        watchdog.every(Duration.ofMillis(1), () -> {
            looks.countDown();
            throw new OutOfMemoryError("Java heap space");
        });

        assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
        watchdog.close();
    }
}
