package org.mesophyll.client.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process's arguments as UTF-8, whatever the locale: under {@code LC_ALL=C} Java has replaced each other character, without
 * a word, before {@code main} runs. Linux still has the bytes.
 */
final class Utf8Arguments {
    private static final Path RAW = Path.of("/proc/self/cmdline");
    private static final int MOST_ASCII = 0x7f;

    private Utf8Arguments() {}

    /**
     * Returns the arguments of this process.
     *
     * @param decoded what Java made of them
     * @throws CommandFailure if they cannot be had as UTF-8
     */
    static String[] of(String[] decoded) {
        Charset locale = locale();
        if (locale.equals(StandardCharsets.UTF_8) || Arrays.stream(decoded).allMatch(Utf8Arguments::isAscii)) {
            return decoded.clone();
        }
        try {
            return reread(decoded, Files.readAllBytes(RAW), locale);
        } catch (IOException e) {
            throw unreadable(locale, e);
        }
    }

    /**
     * Returns the arguments as the bytes of the command line have them: as UTF-8 where they are that, else as Java has decoded
     * them in a locale that knows all of their characters.
     *
     * @param commandLine the bytes of the whole command, each word with a zero behind it
     * @throws CommandFailure if an argument is neither
     */
    static String[] reread(String[] decoded, byte[] commandLine, Charset locale) {
        List<byte[]> words = words(commandLine);
        int first = words.size() - decoded.length;
        String[] arguments = new String[decoded.length];
        for (int i = 0; i < decoded.length; i++) {
            arguments[i] = first < 0 ? decoded[i] : argument(decoded[i], words.get(first + i), locale);
            if (arguments[i].indexOf('\ufffd') >= 0) {
                throw unreadable(locale, null);
            }
        }
        return arguments;
    }

    private static String argument(String decoded, byte[] bytes, Charset locale) {
        if (isAscii(decoded) || !new String(bytes, locale).equals(decoded)) {
            return decoded; // or the launcher has made it of something else
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return decoded;
        }
    }

    private static List<byte[]> words(byte[] commandLine) {
        List<byte[]> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                words.add(Arrays.copyOfRange(commandLine, start, i));
                start = i + 1;
            }
        }
        return words;
    }

    private static Charset locale() {
        try {
            return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        } catch (IllegalArgumentException e) { // a name that Java does not know
            return StandardCharsets.US_ASCII;
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c <= MOST_ASCII);
    }

    private static CommandFailure unreadable(Charset locale, @Nullable Throwable cause) {
        String message = "an argument has characters that the locale's " + locale
                + " cannot express; set LC_ALL=C.UTF-8, nothing was done";
        return cause == null
                ? new CommandFailure(ExitCode.USAGE, message)
                : new CommandFailure(ExitCode.USAGE, message, cause);
    }
}
