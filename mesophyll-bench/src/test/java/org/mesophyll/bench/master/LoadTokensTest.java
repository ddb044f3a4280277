package org.mesophyll.bench.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.bench.master.WorkersPlan.HandlersRun;

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

    @Test
    void gives_workers_of_one_process_a_file_with_their_tokens_only(@TempDir Path directory) throws IOException {
        LoadTokens tokens = LoadTokens.write(directory, 4);
        WorkersPlan plan = new WorkersPlan("some", 1, 2, WorkersPlan.ECHO, HandlersRun.POOL, List.of());

        Path file = tokens.writeSome(plan);

        var all = LoadTokens.readWorkers(tokens.workerFile());
        assertThat(LoadTokens.readWorkers(file)).containsOnly(entry(1, all.get(1)), entry(2, all.get(2)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
