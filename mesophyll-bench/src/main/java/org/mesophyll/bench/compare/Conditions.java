package org.mesophyll.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells under which conditions a comparison was made. */
final class Conditions {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private Conditions() {}

    /** Returns the conditions by name, then the contenders by name. */
    static Map<String, String> of(ComparePlan plan, List<Contender> contenders) {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("processors", Runtime.getRuntime().availableProcessors() + " x " + processorModel());
        conditions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        conditions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        conditions.put("options of every JVM", String.join(" ", plan.jvmOptions()));
        conditions.put(
                "payloads",
                "requests and messages " + plan.payloads().requestBytes() + " bytes, answers "
                        + plan.payloads().replyBytes() + " bytes; every answer checked");
        conditions.put("connections", plan.connections() + " open at each contender");
        conditions.put("tenants", plan.tenants() + " of each of Mesophyll's workers");
        conditions.put(
                "rounds",
                plan.pace().rounds() + ", interleaved, one contender under load at a time; "
                        + plan.pace().leadIn().toSeconds() + " s of load, then "
                        + plan.pace().measured().toSeconds() + " s measured; warmed up "
                        + plan.pace().warmup().toSeconds() + " s for each cell");
        contenders.forEach(contender -> conditions.put(contender.title(), contender.description()));
        return conditions;
    }

    /** Returns the conditions as text, a line for each. */
    static String text(Map<String, String> conditions) {
        return conditions.entrySet().stream()
                .map(condition -> condition.getKey() + ": " + condition.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static String processorModel() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException unreadable) {
            return System.getProperty("os.arch") + " (" + PROCESSORS + " cannot be read)";
        }
    }
}
