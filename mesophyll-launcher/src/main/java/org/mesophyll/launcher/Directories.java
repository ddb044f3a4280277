package org.mesophyll.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies and deletes whole directories. */
final class Directories {

    private Directories() {}

    /** Replaces {@code target} by a copy of {@code source}. */
    static void replace(Path source, Path target) throws IOException {
        delete(target);
        Files.createDirectories(target.getParent());
        for (Path from : walk(source)) {
            Files.copy(from, target.resolve(source.relativize(from)));
        }
    }

    /** Deletes a directory with all that is in it; does nothing when there is none. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> deepestFirst =
                walk(directory).stream().sorted(Comparator.reverseOrder()).toList();
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private static List<Path> walk(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.toList();
        }
    }
}
