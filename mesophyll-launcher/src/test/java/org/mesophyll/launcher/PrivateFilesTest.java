package org.mesophyll.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

    @TempDir
    Path directory;

    @Test
    void closes_a_directory_and_a_file_to_others_whether_they_were_there_or_not() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path log = Files.writeString(directory.resolve("log"), "kept");
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));

        PrivateFiles.directory(open);
        PrivateFiles.directory(directory.resolve("new"));
        PrivateFiles.file(log);
        PrivateFiles.file(directory.resolve("new-log"));

        assertThat(permissions(open)).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve("new"))).isEqualTo("rwx------");
        assertThat(permissions(log)).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("new-log"))).isEqualTo("rw-------");
        assertThat(log).hasContent("kept");
    }

    @Test
    void writes_a_file_whole_and_leaves_nothing_beside_it() throws IOException {
        Path file = directory.resolve("tokens");

        PrivateFiles.write(file, "0 é\n");

        assertThat(file).hasContent("0 é\n");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_process_makes_files_for_its_owner_only() throws IOException, InterruptedException {
        Path made = directory.resolve("made by it");

        Process process = new ProcessBuilder(PrivateFiles.privately(List.of("touch", made.toString()))).start();

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(permissions(made)).isEqualTo("rw-------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
