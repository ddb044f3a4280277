package org.mesophyll.client.cli;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.mesophyll.client.script.ScriptEngine;
import picocli.CommandLine.Option;

/** Whether workers run tenants' scripts, and with what. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ScriptOptions {
    @Option(names = "--scripts", description = "Runs what tenants have programmed, instead of answering what comes.")
    private boolean scripts; // filled by picocli

    @Option(
            names = "--engine",
            paramLabel = "PATH",
            description = "A script engine: a jar such as mesophyll-lua.jar, or a directory of jars; may come again.")
    private List<Path> engines = new ArrayList<>(); // filled by picocli

    @Option(
            names = "--language",
            paramLabel = "NAME",
            defaultValue = "lua",
            description = "The language of the scripts (default lua).")
    private String language; // filled by picocli

    boolean areWanted() {
        return scripts;
    }

    /** Returns what a JVM needs that runs scripts; nothing if it does not. */
    List<String> jvmOptions() {
        return scripts ? List.of("-XX:-DontCompileHugeMethods") : List.of(); // interpreters have such methods
    }

    /** Returns these options for another process's command line. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (scripts) {
            arguments.addAll(List.of("--scripts", "--language", language));
            engines.forEach(engine -> arguments.addAll(List.of("--engine", engine.toString())));
        }
        return arguments;
    }

    /** Returns the engine for the language, from the class path or one of those that were named. */
    ScriptEngine engine() {
        URL[] jars = engines.stream()
                .flatMap(engine -> jars(engine).stream())
                .map(ScriptOptions::url)
                .toArray(URL[]::new);
        ClassLoader loader = new URLClassLoader("engines", jars, ScriptOptions.class.getClassLoader()); // for good
        return ServiceLoader.load(ScriptEngine.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.language().equals(language))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE, "there is no engine for " + language + "; name its jar with --engine"));
    }

    /** Returns a jar, or what a directory has of them. */
    private static List<Path> jars(Path engine) {
        if (!Files.exists(engine)) {
            throw new CommandFailure(ExitCode.USAGE, "no such file: the engine " + engine);
        }
        if (!Files.isReadable(engine)) {
            throw new CommandFailure(ExitCode.USAGE, "the engine " + engine + " cannot be read");
        }
        if (!Files.isDirectory(engine)) {
            return List.of(engine);
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(engine, "*.jar")) {
            found.forEach(jars::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw new CommandFailure(ExitCode.USAGE, "the engine " + engine + " cannot be read", e);
        }
        if (jars.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "the engine " + engine + " is a directory without a jar");
        }
        return jars;
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new CommandFailure(ExitCode.USAGE, "the engine " + jar + " has no URL", e);
        }
    }
}
