package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LinkEpochTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final LinkEpoch epoch = new LinkEpoch();

    @Test
    void there_is_none_before_a_master_tells_one() {
        assertThat(epoch.current()).isEmpty();
    }

    @Test
    void whoever_waits_for_another_one_hears_of_it() {
        epoch.tell(1);
        CompletableFuture<Boolean> waiting =
                epoch.changesFrom(OptionalLong.of(1), LONG).toCompletableFuture();
        epoch.tell(1);
        assertThat(waiting).isNotDone();

        epoch.tell(2);

        assertThat(waiting).succeedsWithin(LONG).isEqualTo(true);
        assertThat(epoch.current()).hasValue(2);
    }

    @Test
    void whoever_holds_an_older_one_need_not_wait() {
        epoch.tell(2);

        assertThat(epoch.changesFrom(OptionalLong.of(1), LONG).toCompletableFuture())
                .isCompletedWithValue(true);
    }

    @Test
    void the_wait_ends() {
        epoch.tell(1);

        assertThat(epoch.changesFrom(OptionalLong.of(1), Duration.ofMillis(1)))
                .succeedsWithin(LONG)
                .isEqualTo(false);
    }
}
