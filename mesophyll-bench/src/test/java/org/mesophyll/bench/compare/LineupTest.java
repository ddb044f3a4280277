package org.mesophyll.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineupTest {

    private static final List<Trial> TRIALS = List.of(Trial.parse("1x1"));

    @Test
    void has_all_rivals_and_both_servers_with_both_ways_to_handle_by_default() {
        assertThat(Lineup.names())
                .containsExactly(
                        "netty",
                        "rsocket",
                        "grpc",
                        "grpc-direct",
                        "nats",
                        "payara",
                        "payara-inline",
                        "wildfly",
                        "wildfly-inline");
    }

    @Test
    void makes_the_contenders_that_are_named_each_with_a_title_of_its_own() {
        try (Lineup lineup = new Lineup(Plans.of(Lineup.names(), TRIALS, 1))) {
            List<Contender> contenders = lineup.contenders();

            assertThat(contenders).extracting(Contender::id).isEqualTo(Lineup.names());
            assertThat(contenders).extracting(Contender::title).doesNotHaveDuplicates();
            assertThat(contenders).extracting(Contender::description).doesNotContain("");
            assertThat(contenders.get(0).description()).startsWith("netty-transport-4");
        }
    }

    @Test
    void says_which_contenders_there_are() {
        ComparePlan plan = Plans.of(List.of("carrier-pigeon"), TRIALS, 1);

        assertThatThrownBy(() -> new Lineup(plan))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("contender is carrier-pigeon, allowed are netty, ");
    }

    @Test
    void a_server_that_is_not_there_is_a_reason_to_be_missing() throws InterruptedException {
        try (Lineup lineup = new Lineup(Plans.of(List.of("payara", "payara-inline"), TRIALS, 1))) {
            Comparison comparison =
                    new Comparison(Plans.of(List.of("payara"), TRIALS, 1), lineup.contenders(), System.out);

            comparison.start();

            assertThat(comparison.missing()).containsOnlyKeys("Mesophyll on Payara", "Mesophyll on Payara, inline");
            assertThat(comparison.missing().values()).allMatch(reason -> reason.startsWith("there is no EAR at"));
        }
    }
}
