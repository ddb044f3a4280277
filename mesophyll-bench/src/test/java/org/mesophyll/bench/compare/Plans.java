package org.mesophyll.bench.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.mesophyll.bench.rival.Payloads;

/** Plans of comparisons. */
final class Plans {

    static final Duration WARMUP = Duration.ofSeconds(9);
    static final Duration LEAD_IN = Duration.ofSeconds(1);
    static final Duration MEASURED = Duration.ofSeconds(5);

    private Plans() {}

    static ComparePlan of(List<String> contenders, List<Trial> trials, int rounds) {
        Path nowhere = Path.of("nowhere");
        return new ComparePlan(
                contenders,
                trials,
                new Payloads(256, 64),
                16,
                new Pace(rounds, WARMUP, LEAD_IN, MEASURED),
                new Places(nowhere, nowhere, nowhere, nowhere, nowhere, 21_080),
                List.of("-Xmx64m"));
    }
}
