package org.mesophyll.bench.inside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorGuardTest {

    @Test
    void admits_operators_only(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("operator-tokens");
        Files.writeString(file, "# comment\n\nviewer eve aaaa\noperator ann bbbb\noperator bob cccc\n");
        OperatorGuard guard = new OperatorGuard(file);

        assertThat(guard.admits("Bearer bbbb")).isTrue();
        assertThat(guard.admits("Bearer cccc")).isTrue();
        assertThat(guard.admits("Bearer aaaa")).isFalse();
        assertThat(guard.admits("Bearer ")).isFalse();
        assertThat(guard.admits("bbbb")).isFalse();
        assertThat(guard.admits(null)).isFalse();
    }
}
