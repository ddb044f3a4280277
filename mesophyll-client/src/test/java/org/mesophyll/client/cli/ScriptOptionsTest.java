package org.mesophyll.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.ScriptEngine;
import org.mesophyll.client.script.ScriptVm;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine;

class ScriptOptionsTest {
    @TempDir
    private Path directory;

    /** An engine that a jar names, and that the tests' class path has. */
    public static final class Cobol implements ScriptEngine {
        @Override
        public String language() {
            return "cobol";
        }

        @Override
        public ScriptVm open(TenantId tenant, HostApi host, VmLimits limits) {
            throw new UnsupportedOperationException("the tests make no machine");
        }
    }

    @Test
    void takes_an_engine_from_a_jar() throws IOException {
        Path jar = jar("engine.jar");

        assertThat(options("--engine", jar.toString()).engine()).isInstanceOf(Cobol.class);
    }

    @Test
    void takes_an_engine_from_a_directory_of_jars() throws IOException {
        var unused = jar("engine.jar");
        Files.writeString(directory.resolve("notes.txt"), "no jar");

        assertThat(options("--engine", directory.toString()).engine()).isInstanceOf(Cobol.class);
    }

    @Test
    void refuses_a_directory_without_a_jar() {
        assertThatThrownBy(options("--engine", directory.toString())::engine)
                .isInstanceOf(CommandFailure.class)
                .hasMessage("the engine " + directory + " is a directory without a jar");
    }

    @Test
    void refuses_a_directory_that_is_not_there() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(options("--engine", missing.toString())::engine)
                .isInstanceOf(CommandFailure.class)
                .hasMessage("no such file: the engine " + missing);
    }

    @Test
    void says_the_same_on_the_command_line_of_another_process() {
        assertThat(options("--engine", "a", "--engine", "b").arguments())
                .containsExactly("--scripts", "--language", "cobol", "--engine", "a", "--engine", "b");
    }

    private static ScriptOptions options(String... engines) {
        List<String> arguments = new ArrayList<>(List.of("--scripts", "--language", "cobol"));
        arguments.addAll(List.of(engines));
        return CommandLine.populateCommand(new ScriptOptions(), arguments.toArray(String[]::new));
    }

    private Path jar(String name) throws IOException {
        Path jar = directory.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            entries.putNextEntry(new JarEntry("META-INF/services/" + ScriptEngine.class.getName()));
            entries.write(Cobol.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
