package org.mesophyll.web.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mesophyll.web.settings.JsonRpcSettings;

class StrangerPlacesTest {
    private static final String ADDRESS = "192.0.2.1";
    private static final String OTHER = "192.0.2.2";

    private final AtomicLong nanos = new AtomicLong();
    private final StrangerPlaces places = new StrangerPlaces(new JsonRpcSettings.Strangers(4, 3, 2, 4_096), nanos::get);

    @Test
    void one_address_has_only_so_many_places_and_all_have_only_so_many() {
        for (int i = 0; i < 3; i++) {
            assertThat(places.take(ADDRESS)).isTrue();
        }
        assertThat(places.take(ADDRESS)).isFalse();
        assertThat(places.mayBegin(ADDRESS)).isFalse();

        assertThat(places.take(OTHER)).isTrue();
        assertThat(places.take(OTHER)).isFalse();
        assertThat(places.taken()).isEqualTo(4);
        places.giveBack(ADDRESS);
        assertThat(places.take(OTHER)).isTrue();
    }

    @Test
    void who_begins_sessions_again_and_again_waits_though_places_are_free() {
        begin(ADDRESS, 3);

        assertThat(places.mayBegin(ADDRESS)).isFalse();
        assertThat(places.mayBegin(OTHER)).isTrue();
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(places.mayBegin(ADDRESS)).isTrue();
        assertThat(places.mayBegin(ADDRESS)).isFalse();
    }

    @Test
    void sessions_whose_callers_prove_who_they_are_do_not_count() {
        begin(ADDRESS, 3);
        places.proven(ADDRESS);

        assertThat(places.mayBegin(ADDRESS)).isTrue();
        assertThat(places.mayBegin(ADDRESS)).isFalse();
    }

    private void begin(String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(places.mayBegin(address)).isTrue();
        }
    }
}
