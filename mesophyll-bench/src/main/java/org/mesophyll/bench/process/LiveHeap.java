package org.mesophyll.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts what is reachable in another JVM of the same kind. */
public final class LiveHeap {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

    private LiveHeap() {}

    /**
     * Has a JVM collect its garbage, and returns how many bytes are left.
     *
     * @param output where jcmd's histogram goes
     * @throws IOException if jcmd fails or takes longer than a minute
     */
    public static long bytesOf(ProcessHandle jvm, Path output) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return total(Programs.run(List.of(jcmd, Long.toString(jvm.pid()), "GC.class_histogram"), output, LIMIT));
    }

    /** Returns the last number of the histogram's last line, {@code Total <objects> <bytes>}. */
    static long total(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new BenchFailedException("jcmd shows no histogram, but: " + histogram.strip());
        }
        return Long.parseLong(total.group(1));
    }
}
