package org.mesophyll.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.mesophyll.bench.compare.Measured.Delivered;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.process.CpuUse;
import org.mesophyll.bench.process.Side;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class RowTest {

    private static final Trial TRIAL = Trial.parse("1x64");
    private static final Trial ONEWAY = Trial.parse("oneway");
    private static final List<String> SYSTEMS = List.of("Netty TCP", "RSocket TCP", "Mesophyll on Payara");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<Measured> samples = List.of(
            sample(1, "Netty TCP", TRIAL, 1000),
            sample(1, "Mesophyll on Payara", TRIAL, 500),
            sample(2, "Mesophyll on Payara", TRIAL, 100),
            sample(2, "Netty TCP", TRIAL, 1000),
            sample(3, "Netty TCP", TRIAL, 4000),
            sample(3, "Mesophyll on Payara", TRIAL, 800),
            sample(1, "Mesophyll on Payara", ONEWAY, 700));

    @Test
    void has_the_medians_of_all_rounds_and_the_median_of_the_ratios_within_each_round() {
        List<Row> rows = Row.of(samples, SYSTEMS);

        Row ours = rows.get(1);
        assertThat(ours.contender()).isEqualTo("Mesophyll on Payara");
        assertThat(ours.rounds()).isEqualTo(3);
        assertThat(ours.rate()).isEqualTo(new Row.Rate(500, 100, 800));
        assertThat(ours.toFloor()).isCloseTo(0.2, within(1e-9));
        assertThat(rows.get(0).toFloor()).isEqualTo(1);
        assertThat(ours.toRSocket()).isNaN();
    }

    @Test
    void tells_processor_time_of_each_side_for_one_request() {
        Row ours = Row.of(samples, SYSTEMS).get(1);

        assertThat(ours.cpu()).isEqualTo(new Row.Cpu(3, 2, 1, 6));
        assertThat(ours.latency()).isEqualTo(new Row.Latency(10, 20, 30));
    }

    @Test
    void keeps_trials_apart_and_has_no_latency_for_messages_without_an_answer() {
        List<Row> rows = Row.of(samples, SYSTEMS);

        assertThat(rows).extracting(Row::trial).containsExactly(TRIAL, TRIAL, ONEWAY);
        assertThat(rows.get(2).latency().p50()).isNaN();
        assertThat(rows.get(2).toFloor()).isNaN();
    }

    @Test
    void the_table_has_a_line_for_each_row_and_a_dash_where_there_is_no_figure() {
        String table = CompareTable.of(Row.of(samples, SYSTEMS));

        List<String> lines = table.lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("cell ").contains("x Netty").contains("x RSocket");
        assertThat(lines.get(2).trim().split(" {2,}"))
                .containsExactly(
                        "1x64",
                        "Mesophyll on Payara",
                        "500",
                        "(100-800)",
                        "0.20",
                        "-",
                        "10",
                        "20",
                        "30",
                        "3.0",
                        "2.0",
                        "1.0",
                        "6.0",
                        "0.50",
                        "0");
    }

    @Test
    void the_csv_has_a_head_and_as_many_fields_in_every_line() {
        String medians = CompareCsv.medians(Row.of(samples, SYSTEMS));
        String all = CompareCsv.samples(samples);

        assertThat(medians.lines()).hasSize(4).allMatch(line -> line.split(",", -1).length == 17);
        assertThat(medians.lines().toList().get(2))
                .isEqualTo("\"1x64\",\"Mesophyll on Payara\",3,500.000,100.000,800.000,0.200,,10.000,20.000,30.000,"
                        + "3.000,2.000,1.000,6.000,0.500,0");
        assertThat(all.lines()).hasSize(8).allMatch(line -> line.split(",", -1).length == 14);
    }

    @Test
    void the_drawing_is_an_svg_document_with_the_systems_and_their_figures()
            throws ParserConfigurationException, IOException, SAXException {
        String svg = ComparePlot.of(Row.of(samples, SYSTEMS));

        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        String text = document.getDocumentElement().getTextContent();
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(text)
                .contains("Netty TCP", "Mesophyll on Payara")
                .contains("1x64: thousands/s", "oneway: thousands/s", "1x64: CPU µs each")
                .doesNotContain("RSocket");
    }

    /** Returns a second in which each request took the requester 3 µs, the responder 2 µs and the broker 1 µs. */
    private static Measured sample(int round, String contender, Trial trial, long requests) {
        RunFigures figures = new RunFigures(
                requests, SECOND, new RunFigures.Latency(10_000, 20_000, 30_000, 40_000), requests, 0, Map.of());
        CpuUse cpu = new CpuUse(
                Map.of(
                        Side.REQUESTER, Duration.ofNanos(3000).multipliedBy(requests),
                        Side.RESPONDER, Duration.ofNanos(2000).multipliedBy(requests),
                        Side.BROKER, Duration.ofNanos(1000).multipliedBy(requests)),
                Duration.ofMillis(500),
                SECOND);
        return new Measured(round, contender, trial, figures, new Delivered(requests, SECOND), cpu);
    }
}
