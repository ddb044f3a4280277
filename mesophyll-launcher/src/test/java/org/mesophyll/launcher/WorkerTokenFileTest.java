package org.mesophyll.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTokenFileTest {

    @TempDir
    Path directory;

    @Test
    void holds_a_random_token_of_64_characters_per_worker() throws IOException {
        Path file = directory.resolve("tokens");

        WorkerTokenFile.writeIfMissing(file, 2);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("0 [A-Za-z0-9]{64}");
        assertThat(lines.get(1)).matches("1 [A-Za-z0-9]{64}");
        assertThat(lines.get(0).substring(2)).isNotEqualTo(lines.get(1).substring(2));
    }

    @Test
    void only_the_owner_may_read_it() throws IOException {
        Path file = directory.resolve("tokens");

        WorkerTokenFile.writeIfMissing(file, 1);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void keeps_the_tokens_of_an_earlier_run() throws IOException {
        Path file = directory.resolve("tokens");
        WorkerTokenFile.writeIfMissing(file, 2);
        String before = Files.readString(file);

        WorkerTokenFile.writeIfMissing(file, 2);

        assertThat(Files.readString(file)).isEqualTo(before);
    }
}
