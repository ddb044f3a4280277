package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every verb has: its way to print, and an exit code. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class Verb implements Callable<Integer> {
    @Spec
    private CommandSpec spec; // filled by picocli

    @Option(names = "--json", description = "Print one JSON document a line, for scripts.")
    private boolean json; // filled by picocli

    @Override
    public final Integer call() {
        return run().number();
    }

    /**
     * Does what the verb says.
     *
     * @throws CommandFailure if that failed
     */
    abstract ExitCode run();

    /** Says whether output is for scripts. */
    final boolean json() {
        return json;
    }

    /** Prints the document for scripts, or the text for people. */
    final void print(JsonValue document, String text) {
        print(json ? document.toString() : text);
    }

    /** Prints a line. */
    final void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
