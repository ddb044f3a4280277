package org.mesophyll.master.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** Finds the directory in which the master keeps its files. */
public final class DataDirectory {
    /** The setting that names the directory. */
    public static final String KEY = "mesophyll.data-dir";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());

    private DataDirectory() {}

    /**
     * Returns the directory, which exists afterwards: {@value #KEY}, else {@code mesophyll} in WildFly's data directory or in
     * Payara's domain, else {@code .mesophyll} in the user's home. One that this makes is open to its owner only.
     *
     * @throws UncheckedIOException if it cannot be made
     */
    public static Path resolve(Config config) {
        Path directory = choose(config).toAbsolutePath().normalize();
        try {
            create(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(KEY + " " + directory + " cannot be made", e);
        }
        return directory;
    }

    /**
     * Closes the database's files in the directory to everybody but their owner: H2 makes them as the process's umask says. What
     * cannot be changed is logged.
     */
    public static void closeFiles(Config config) {
        Path directory = choose(config).toAbsolutePath().normalize();
        if (!Files.isDirectory(directory) || ownerOnly().length == 0) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "state.*")) {
            for (Path file : files) {
                Files.setPosixFilePermissions(file, OWNER_FILE);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.WARNING, "the files of " + directory + " may be open to other users: " + e);
        }
    }

    private static Path choose(Config config) {
        return text(config, KEY)
                .map(Path::of)
                .or(() -> text(config, "jboss.server.data.dir").map(data -> Path.of(data, "mesophyll")))
                .or(() -> text(config, "com.sun.aas.instanceRoot").map(domain -> Path.of(domain, "mesophyll")))
                .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".mesophyll"));
    }

    // the servers' own properties are not settings: a Config may not show them
    private static Optional<String> text(Config config, String key) {
        return config.getOptionalValue(key, String.class)
                .or(() -> Optional.ofNullable(System.getProperty(key)))
                .filter(value -> !value.isBlank());
    }

    private static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectories(directory, ownerOnly());
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }
}
