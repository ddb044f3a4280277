package org.mesophyll.web.api;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** Reads the file of the operators' tokens, and makes it at the first start, with one operator. */
final class OperatorTokenFile {
    private static final Logger LOG = System.getLogger(OperatorTokenFile.class.getName());
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");
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
        return OperatorTokens.parse(Files.readAllLines(file, StandardCharsets.UTF_8));
    }

    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        byte[] content = content().getBytes(StandardCharsets.UTF_8);
        try (SeekableByteChannel channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(file))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (FileAlreadyExistsException e) {
            LOG.log(Level.DEBUG, "somebody else has just made the operator token file", e);
            return;
        }
        LOG.log(Level.INFO, "made the operator token file {0}", file);
    }

    private static String content() {
        byte[] random = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(random);
        return "# role name token; role is operator or viewer. Restart the application after a change.\n"
                + "operator admin " + HexFormat.of().formatHex(random) + "\n";
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        if (!isPosix(file)) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)};
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
