package org.mesophyll.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"sécret 1", "sécret 1\n", "sécret 1\r\n", "sécret 1\r", "\ufeffsécret 1\r\n", "sécret 1\nmore"})
    void is_the_first_line_however_the_file_was_written(String content) throws IOException {
        assertThat(read(content).characters()).isEqualTo("sécret 1".toCharArray());
    }

    @Test
    void is_never_shown() throws IOException {
        assertThat(read("secret\r\n")).hasToString("Password");
        assertThatThrownBy(() -> read("")).isInstanceOf(IOException.class).hasMessageStartingWith("no password in ");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("password"), content);
    }

    private Password read(String content) throws IOException {
        return Password.fromFile(file(content));
    }
}
