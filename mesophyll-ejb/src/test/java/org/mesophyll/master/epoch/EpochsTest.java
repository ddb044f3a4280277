package org.mesophyll.master.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.WorkerId;

class EpochsTest {
    private static final WorkerId WORKER = new WorkerId(7);

    private final Epochs epochs = new Epochs(EpochStore.STEP);

    @Test
    void every_epoch_is_above_the_floor_and_above_the_one_before() {
        long first = epochs.next();

        assertThat(first).isGreaterThan(EpochStore.STEP);
        assertThat(epochs.next()).isGreaterThan(first);
    }

    @Test
    void only_the_newest_counts_in_whatever_order_they_begin() {
        epochs.begin(WORKER, 12);
        epochs.begin(WORKER, 11);

        assertThat(epochs.refusal(WORKER, 12)).isEmpty();
        assertThat(epochs.refusal(WORKER, 11))
                .hasValueSatisfying(reason -> assertThat(reason).contains("epoch 11", "worker 7", "epoch 12"));
        assertThat(epochs.refusal(WORKER, 13)).isPresent();
    }

    @Test
    void the_newest_counts_until_the_master_gives_it_up() {
        epochs.begin(WORKER, 11);

        epochs.end(WORKER, 11);

        assertThat(epochs.refusal(WORKER, 11)).isPresent();
    }

    @Test
    void the_late_end_of_an_older_connection_does_not_touch_the_newer() {
        epochs.begin(WORKER, 11);
        epochs.begin(WORKER, 12);

        epochs.end(WORKER, 11);

        assertThat(epochs.refusal(WORKER, 12)).isEmpty();
    }

    @Test
    void an_epoch_of_an_earlier_master_is_refused_until_the_worker_connects() {
        assertThat(epochs.refusal(WORKER, 3))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("has not connected since the master started"));
    }
}
