package org.mesophyll.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the end of a log file: at most the last 64 KiB of what was written since a position. */
final class LogTail {

    private static final int MOST_BYTES = 65_536;
    private static final int LINES_SHOWN = 40;

    private final Path file;
    private final long from;

    private LogTail(Path file, long from) {
        this.file = file;
        this.from = from;
    }

    /** Looks at what is written from now on. */
    static LogTail fromHere(Path file) throws IOException {
        return new LogTail(file, Files.exists(file) ? Files.size(file) : 0);
    }

    /** Returns the text, empty when there is none yet. */
    String text() throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(from, log.length() - MOST_BYTES);
            byte[] bytes = new byte[(int) Math.max(0, log.length() - start)];
            log.seek(start);
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Returns the last lines, for a message to a person. */
    String lastLines() throws IOException {
        List<String> lines = text().lines().filter(line -> !line.isBlank()).toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        return "last lines of " + file + ":\n  " + String.join("\n  ", last);
    }
}
