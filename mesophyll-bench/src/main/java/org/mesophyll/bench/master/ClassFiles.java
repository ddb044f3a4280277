package org.mesophyll.bench.master;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the bytes of classes of this program, be it a directory or a jar. */
final class ClassFiles {

    private ClassFiles() {}

    /** Returns the class files of a package of this program, by their path from the root, with slashes. */
    static Map<String, byte[]> ofPackage(String name) throws IOException {
        String directory = name.replace('.', '/');
        Path source = source(ClassFiles.class);
        if (Files.isDirectory(source)) {
            return read(source, directory);
        }
        try (FileSystem jar = FileSystems.newFileSystem(source)) {
            return read(jar.getPath("/"), directory);
        }
    }

    /** Returns the jar or the directory that a class came from. */
    static Path source(Class<?> member) throws IOException {
        try {
            URI location =
                    member.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(location);
        } catch (URISyntaxException malformed) {
            throw new IOException("the source of " + member.getName() + " has no path", malformed);
        }
    }

    private static Map<String, byte[]> read(Path root, String directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> classes = Files.list(root.resolve(directory))) {
            for (Path file :
                    classes.filter(path -> path.toString().endsWith(".class")).toList()) {
                files.put(directory + "/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
