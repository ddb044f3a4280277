package org.mesophyll.bench.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mesophyll.bench.process.Programs;

/** nghttp2's load tool, which speaks HTTP/2 to either system. */
final class H2Load {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Pattern RATE = Pattern.compile("finished in [^,]+, ([0-9.]+) req/s");
    private static final Pattern STATUS =
            Pattern.compile("status codes: (\\d+) 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");

    private final Path directory;

    H2Load(Path directory) {
        this.directory = directory;
    }

    /**
     * Puts load on a target and returns the requests a second that were answered.
     *
     * @throws IOException if h2load fails, or any answer is not of status 2xx
     */
    double rate(Target target, Clients clients, Duration leadIn, Duration measured)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "h2load",
                "--input-file=" + target.urls(),
                "--data=" + target.body(),
                "--clients=" + clients.connections(),
                "--max-concurrent-streams=" + clients.requests(),
                "--threads=1",
                "--warm-up-time=" + leadIn.toSeconds(),
                "--duration=" + measured.toSeconds()));
        target.headers().forEach(header -> command.addAll(List.of("-H", header)));
        String printed = Programs.run(
                command,
                Files.createTempFile(directory, "h2load", ".log"),
                leadIn.plus(measured).plus(GRACE));
        requireAnswers(target, printed);
        return Double.parseDouble(find(RATE, printed).group(1));
    }

    private static void requireAnswers(Target target, String printed) throws IOException {
        Matcher status = find(STATUS, printed);
        boolean clean = !status.group(1).equals("0")
                && status.group(2).equals("0")
                && status.group(3).equals("0")
                && status.group(4).equals("0");
        if (!clean) {
            throw new IOException(target + " was not answered by 200 only: " + status.group());
        }
    }

    private static Matcher find(Pattern pattern, String printed) throws IOException {
        Matcher matcher = pattern.matcher(printed);
        if (!matcher.find()) {
            throw new IOException("h2load did not print " + pattern + ": " + printed);
        }
        return matcher;
    }
}
