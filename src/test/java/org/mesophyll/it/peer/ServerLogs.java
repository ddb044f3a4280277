package org.mesophyll.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mesophyll.it.Running;

/** What a server has logged so far. */
public final class ServerLogs {
    private static final Pattern LOG = Pattern.compile("\\.log|access");

    private ServerLogs() {}

    /** Returns the text of all log files of a server, access logs included. */
    public static String of(Running master) throws IOException {
        Path directory = master.process().spec().instance();
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> LOG.matcher(file.getFileName().toString()).find())
                    .map(ServerLogs::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + log.getFileName(), failure);
        }
    }
}
