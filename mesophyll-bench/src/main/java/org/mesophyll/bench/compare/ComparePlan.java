package org.mesophyll.bench.compare;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.rival.Payloads;

/**
 * What to compare.
 *
 * @param contenders by their names on the command line, at least one
 * @param trials at least one
 * @param payloads what goes over the wire; Mesophyll's carry a sequence number beside so much text
 * @param tenants of each of Mesophyll's workers
 * @param pace how long it takes
 * @param places where things are
 * @param jvmOptions options for every JVM that is measured
 */
record ComparePlan(
        List<String> contenders,
        List<Trial> trials,
        Payloads payloads,
        int tenants,
        Pace pace,
        Places places,
        List<String> jvmOptions) {

    ComparePlan {
        contenders = List.copyOf(contenders);
        trials = List.copyOf(trials);
        jvmOptions = List.copyOf(jvmOptions);
        if (contenders.isEmpty() || trials.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to compare");
        }
    }

    /** Returns how many connections each contender opens: as many as the largest trial needs. */
    int connections() {
        return trials.stream().mapToInt(Trial::connections).max().orElseThrow();
    }

    /** Returns the trials with the one that has the most outstanding requests first, for that one warms up best. */
    List<Trial> warmupOrder() {
        return trials.stream()
                .sorted(Comparator.comparingInt((Trial trial) -> trial.connections() * trial.outstanding())
                        .reversed())
                .toList();
    }

    RunRequest request(Trial trial, Duration duration) {
        return new RunRequest(
                trial.mode(),
                0,
                trial.connections(),
                trial.outstanding(),
                payloads.requestBytes(),
                payloads.replyBytes(),
                tenants,
                Duration.ZERO,
                duration);
    }
}
