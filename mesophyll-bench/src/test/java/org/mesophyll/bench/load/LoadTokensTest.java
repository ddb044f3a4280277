package org.mesophyll.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadTokensTest {

    @Test
    void draws_a_token_for_each_worker_and_the_operator_that_only_their_owner_may_read(@TempDir Path directory)
            throws IOException {
        LoadTokens tokens = LoadTokens.write(directory, 3);

        var workers = LoadTokens.readWorkers(tokens.workerFile());
        assertThat(workers).containsOnlyKeys(0, 1, 2);
        assertThat(workers.values()).doesNotHaveDuplicates().allMatch(token -> token.length() == 64);
        assertThat(tokens.operatorFile()).hasContent("operator load " + tokens.operator());
        assertThat(tokens.toString()).doesNotContain(tokens.operator());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokens.workerFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void draws_others_for_the_next_run(@TempDir Path directory) throws IOException {
        LoadTokens first = LoadTokens.write(directory, 1);
        LoadTokens second = LoadTokens.write(directory, 1);

        assertThat(second.operator()).isNotEqualTo(first.operator());
    }
}
