package org.mesophyll.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.drive.RunRequest;

class ComparisonTest {

    private static final Trial FEW = Trial.parse("1x1");
    private static final Trial MANY = Trial.parse("64x16");
    private static final Trial ONEWAY = Trial.parse("oneway");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<String> diary = new ArrayList<>();

    @Test
    void measures_every_contender_in_every_round_each_after_a_lead_in_and_never_in_the_same_order()
            throws InterruptedException {
        Comparison comparison =
                comparison(List.of(FEW), 2, FakeContender.good("a", diary), FakeContender.good("b", diary));

        measure(comparison);

        assertThat(diary).containsExactly("a 9", "b 9", "a 1", "a 5", "b 1", "b 5", "b 1", "b 5", "a 1", "a 5");
        assertThat(comparison.samples()).extracting(Measured::round).containsExactly(1, 1, 2, 2);
        assertThat(comparison.samples()).extracting(Measured::contender).containsExactly("a", "b", "b", "a");
        assertThat(comparison.missing()).isEmpty();
    }

    @Test
    void warms_up_with_the_most_outstanding_requests_first() throws InterruptedException {
        FakeContender contender = FakeContender.good("a", diary);

        measure(comparison(List.of(FEW, MANY, ONEWAY), 1, contender));

        assertThat(contender.runs().subList(0, 3))
                .extracting(RunRequest::workers)
                .containsExactly(64, 1, 1);
        assertThat(contender.runs()).extracting(RunRequest::mode).contains(RunMode.ONEWAY);
    }

    @Test
    void goes_on_without_one_that_does_not_start_and_says_why() throws InterruptedException {
        Comparison comparison =
                comparison(List.of(FEW), 1, FakeContender.failingAfter(0, "absent"), FakeContender.good("b", diary));

        measure(comparison);

        assertThat(comparison.missing()).containsOnlyKeys("absent").containsValue("it is not installed");
        assertThat(comparison.samples()).extracting(Measured::contender).containsExactly("b");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("WITHOUT absent from here on: it is not installed");
    }

    @Test
    void keeps_what_was_measured_of_one_that_fails_later() throws InterruptedException {
        int warmupAndRound = 3;
        Comparison comparison = comparison(List.of(FEW), 3, FakeContender.failingAfter(warmupAndRound, "a"));

        measure(comparison);

        assertThat(comparison.samples()).hasSize(1);
        assertThat(comparison.missing()).containsEntry("a", "it has ended by itself");
    }

    @Test
    void counts_messages_at_the_responder_and_those_that_do_not_arrive_as_failed() throws InterruptedException {
        Comparison comparison =
                comparison(List.of(ONEWAY), 1, FakeContender.good("a", diary), FakeContender.losing("b"));

        measure(comparison);

        Measured good = comparison.samples().get(0);
        Measured losing = comparison.samples().get(1);
        assertThat(good.failed()).isZero();
        assertThat(good.rate()).isEqualTo(FakeContender.COMPLETED / 5.0);
        assertThat(losing.failed()).isEqualTo(FakeContender.COMPLETED / 2);
        assertThat(losing.rate()).isEqualTo(FakeContender.COMPLETED / 10.0);
    }

    private Comparison comparison(List<Trial> trials, int rounds, Contender... contenders) {
        ComparePlan plan = Plans.of(List.of("netty"), trials, rounds);
        return new Comparison(plan, List.of(contenders), new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private static void measure(Comparison comparison) throws InterruptedException {
        comparison.start();
        comparison.measure();
    }
}
