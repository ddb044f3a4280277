package org.mesophyll.web.api;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.mesophyll.protocol.TokenText;

/** Reads the file of the operators' tokens, and makes it at the first start, with one operator. */
final class OperatorTokenFile {
    private static final Logger LOG = System.getLogger(OperatorTokenFile.class.getName());
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 32;

    private OperatorTokenFile() {}

    /**
     * Reads the file, which exists afterwards: a new one is readable by its owner only.
     *
     * @throws IOException if it can be neither read nor made
     * @throws IllegalArgumentException if a line has not the form of {@link OperatorTokens#parse}
     */
    static OperatorTokens open(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        warnIfOpenToOthers(file);
        return OperatorTokens.parse(TokenText.lines(file));
    }

    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("the operator token file cannot be a root directory: " + file);
        }
        createDirectory(directory);
        Path written = Files.createTempFile(
                directory, file.getFileName() + ".", ".new", isPosix(file) ? attributes(OWNER_ONLY) : NO_ATTRIBUTES);
        try {
            try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            publish(written, file);
            LOG.log(Level.INFO, "created the operator token file {0}", file);
        } catch (FileAlreadyExistsException e) {
            LOG.log(Level.DEBUG, "somebody else has just made the operator token file", e);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Makes a directory that only its owner may look into, unless it is there. */
    private static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectories(directory, isPosix(directory) ? attributes(OWNERS) : NO_ATTRIBUTES);
    }

    /** Gives a complete file its name, unless there is one of that name: a link, unlike a move, never replaces one. */
    private static void publish(Path written, Path file) throws IOException {
        try {
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            LOG.log(Level.DEBUG, "the file system has no links", e);
            Files.move(written, file);
        }
    }

    private static String content() {
        byte[] random = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(random);
        return "# role name token; role is operator or viewer. Restart the application after a change.\n"
                + "operator admin " + HexFormat.of().formatHex(random) + "\n";
    }

    private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    private static void warnIfOpenToOthers(Path file) throws IOException {
        if (isPosix(file) && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            LOG.log(Level.WARNING, "the operator token file {0} is open to other users; chmod 600 it", file);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
