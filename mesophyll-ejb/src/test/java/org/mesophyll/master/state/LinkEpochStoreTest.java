package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.master.epoch.EpochStore;

@ParameterizedClass
@EnumSource
class LinkEpochStoreTest extends StateTest {
    LinkEpochStoreTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {}

    @Test
    void every_master_gets_a_floor_above_all_epochs_of_the_one_before() {
        long first = new LinkEpochStore(state.sqlTransactions).raise();

        assertThat(new LinkEpochStore(state.sqlTransactions).raise()).isEqualTo(first + EpochStore.STEP);
    }
}
