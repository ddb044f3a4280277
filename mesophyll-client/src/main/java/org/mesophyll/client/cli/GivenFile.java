package org.mesophyll.client.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.mesophyll.protocol.TokenText;

/** Reads files that the command line names, and says why one cannot be read. */
final class GivenFile {
    private GivenFile() {}

    /** Reads something of a file. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * Returns a file's text, which is UTF-8; without a byte order mark.
     *
     * @param what what the file is, for messages
     * @throws CommandFailure if it cannot be read
     */
    static String text(String what, Path file) {
        return read(what, file, () -> TokenText.withoutByteOrderMark(Files.readString(file)));
    }

    /**
     * Returns what is read of a file.
     *
     * @throws CommandFailure if it cannot be read
     */
    static <T> T read(String what, Path file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw failure("no such file: the " + what + " " + file, e);
        } catch (AccessDeniedException e) {
            throw failure("no permission to read the " + what + " " + file, e);
        } catch (CharacterCodingException e) {
            throw failure("the " + what + " " + file + " is not UTF-8", e);
        } catch (IOException e) {
            throw failure(
                    "the " + what + " " + file + " cannot be read"
                            + (Files.isDirectory(file) ? ": it is a directory" : ""),
                    e);
        }
    }

    private static CommandFailure failure(String message, IOException cause) {
        return new CommandFailure(ExitCode.USAGE, message, cause);
    }
}
