package org.mesophyll.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.bench.drive.RunMode;

class TrialTest {

    @ParameterizedTest
    @ValueSource(strings = {"1x1", "1x1-wait", "64x16", "oneway"})
    void is_read_as_it_is_written(String text) {
        assertThat(Trial.parse(text)).hasToString(text);
    }

    @Test
    void names_mode_connections_and_outstanding_requests() {
        assertThat(Trial.parse("64x16")).isEqualTo(new Trial(RunMode.REQUEST, 64, 16));
        assertThat(Trial.parse("1x2-wait")).isEqualTo(new Trial(RunMode.WAIT, 1, 2));
        assertThat(Trial.parse("oneway").mode()).isEqualTo(RunMode.ONEWAY);
    }

    @Test
    void says_what_form_it_has() {
        assertThatThrownBy(() -> Trial.parse("64"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64x16")
                .hasMessageEndingWith("not 64");
    }

    @Test
    void a_plan_opens_as_many_connections_as_its_largest_trial_needs() {
        List<Trial> trials =
                Stream.of("1x64", "64x16", "oneway").map(Trial::parse).toList();

        ComparePlan plan = Plans.of(List.of("netty"), trials, 1);

        assertThat(plan.connections()).isEqualTo(64);
        assertThat(plan.warmupOrder().get(0)).hasToString("64x16");
        assertThat(plan.request(trials.get(1), Plans.MEASURED).reply()).isEqualTo(64);
        assertThat(plan.request(trials.get(1), Plans.MEASURED).payload()).isEqualTo(256);
    }

    @Test
    void a_plan_needs_contenders_trials_and_rounds() {
        List<Trial> trials = List.of(Trial.parse("1x1"));

        assertThatThrownBy(() -> Plans.of(List.of(), trials, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Plans.of(List.of("netty"), List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Plans.of(List.of("netty"), trials, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rounds is 0, the least is 1");
    }
}
