package org.mesophyll.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.client.FakeStateServer;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

class Utf8ArgumentsTest {
    private static final Charset ASCII = StandardCharsets.US_ASCII;

    @TempDir
    private Path directory;

    @Test
    void takes_the_bytes_of_the_command_line_as_utf_8() {
        byte[] line = words("java", "-jar", "client.jar", "set", "é😀");

        assertThat(Utf8Arguments.reread(decoded(ASCII, "set", "é😀"), line, ASCII))
                .containsExactly("set", "é😀");
        Charset latin = StandardCharsets.ISO_8859_1;
        assertThat(Utf8Arguments.reread(decoded(latin, "é"), words("java", "é"), latin))
                .containsExactly("é");
    }

    @Test
    void leaves_what_the_locale_can_express_and_is_not_utf_8() {
        byte[] line = {'j', 0, (byte) 0xe9, 0};

        assertThat(Utf8Arguments.reread(new String[] {"é"}, line, StandardCharsets.ISO_8859_1))
                .containsExactly("é");
    }

    @Test
    void refuses_what_nobody_can_read() {
        byte[] line = {'j', 0, (byte) 0xe9, 0};

        assertThatThrownBy(() -> Utf8Arguments.reread(new String[] {"\ufffd"}, line, ASCII))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("LC_ALL=C.UTF-8");
        assertThatThrownBy(() -> Utf8Arguments.reread(new String[] {"\ufffd"}, new byte[0], ASCII))
                .isInstanceOf(CommandFailure.class);
    }

    @Test
    void stores_what_was_typed_in_a_process_of_the_locale_c() throws Exception {
        Path tokens = Files.writeString(directory.resolve("tokens"), "0 t\n");
        try (FakeStateServer server = new FakeStateServer()) {
            Process process = inLocaleC(
                    "kv",
                    "set",
                    "--url",
                    server.url(),
                    "--id",
                    "0",
                    "--token-file",
                    tokens.toString(),
                    "--tenant",
                    "guild:1",
                    "--scope",
                    "ä",
                    "ключ",
                    "--text",
                    "é😀");

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(KeyValueOp.CODEC.decode(server.lastRequest().body(), DecodeLimits.DEFAULT))
                    .isEqualTo(new KeyValueOp.Set(Scopes.of("ä"), "ключ", Value.of("é😀")));
        }
    }

    /** Starts the command line with its arguments in the bytes of UTF-8, which a shell does whatever this JVM's locale is. */
    private Process inLocaleC(String... arguments) throws IOException {
        StringBuilder script = new StringBuilder("exec \"$JAVA\" -cp \"$CP\" " + MesophyllCommand.class.getName());
        List.of(arguments)
                .forEach(argument -> script.append(" '").append(argument).append('\''));
        Path file = Files.writeString(directory.resolve("run.sh"), script);
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", file.toString()).inheritIO();
        builder.environment().put("LC_ALL", "C");
        builder.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("CP", System.getProperty("java.class.path"));
        return builder.start();
    }

    private static String[] decoded(Charset charset, String... words) {
        String[] decoded = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            decoded[i] = new String(words[i].getBytes(StandardCharsets.UTF_8), charset);
        }
        return decoded;
    }

    private static byte[] words(String... words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String word : words) {
            bytes.writeBytes(word.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return bytes.toByteArray();
    }
}
