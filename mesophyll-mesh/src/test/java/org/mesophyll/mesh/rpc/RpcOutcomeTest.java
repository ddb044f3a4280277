package org.mesophyll.mesh.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RpcOutcomeTest {
    private static final List<RpcOutcome<String>> ALL = List.of(
            new RpcOutcome.Answered<>("secret"),
            new RpcOutcome.Failed<>("secret"),
            new RpcOutcome.UnknownRequest<>("unknown"),
            new RpcOutcome.Refused<>("refused"),
            new RpcOutcome.Mismatched<>("A", "B"),
            new RpcOutcome.MalformedAnswer<>("malformed"),
            new RpcOutcome.Unreachable<>(false, "no way"),
            new RpcOutcome.TimedOut<>(Duration.ofSeconds(1)),
            new RpcOutcome.Backpressure<>("full"));

    @Test
    void every_record_has_a_kind_of_its_own() {
        assertThat(ALL).extracting(RpcOutcome::kind).containsExactly(RpcOutcome.Kind.values());
        assertThat(RpcOutcome.class.getPermittedSubclasses()).hasSize(ALL.size());
    }

    @Test
    void only_what_was_certainly_not_run_may_be_repeated() {
        assertThat(ALL.stream().filter(outcome -> !outcome.mayHaveRun()).map(RpcOutcome::kind))
                .containsExactly(
                        RpcOutcome.Kind.UNKNOWN_REQUEST,
                        RpcOutcome.Kind.REFUSED,
                        RpcOutcome.Kind.UNREACHABLE,
                        RpcOutcome.Kind.BACKPRESSURE);
        assertThat(new RpcOutcome.Unreachable<String>(true, "lost").mayHaveRun())
                .isTrue();
    }

    @Test
    void only_an_answer_goes_on_to_the_next_step() {
        List<RpcOutcome<Integer>> next = ALL.stream()
                .map(outcome -> outcome.<Integer>then(text -> new RpcOutcome.Answered<>(text.length())))
                .toList();

        assertThat(next.get(0)).isEqualTo(new RpcOutcome.Answered<>(6));
        assertThat(next.subList(1, next.size())).isEqualTo(ALL.subList(1, ALL.size()));
    }

    @Test
    void neither_results_nor_a_peers_words_are_shown() {
        assertThat(ALL.stream().map(Object::toString).collect(Collectors.joining()))
                .doesNotContain("secret")
                .contains("Answered[]", "Failed[6]");
    }
}
