package org.mesophyll.bench.idle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mesophyll.bench.process.BenchFailedException;

/** Counts what is reachable in another JVM of the same kind. */
final class LiveHeap {
    private static final long LIMIT_SECONDS = 60;

    private LiveHeap() {}

    /** Has a JVM collect its garbage, and returns how many bytes are left. */
    static long bytesOf(ProcessHandle jvm) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(jvm.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (!jcmd.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            jcmd.destroyForcibly();
        }
        return total(lines);
    }

    /** Returns the last number of the histogram's last line, {@code Total <objects> <bytes>}. */
    static long total(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("Total"))
                .map(line -> line.trim().split("\\s+", -1))
                .mapToLong(words -> Long.parseLong(words[words.length - 1]))
                .findFirst()
                .orElseThrow(() -> new BenchFailedException("jcmd shows no histogram, but: " + lines));
    }
}
