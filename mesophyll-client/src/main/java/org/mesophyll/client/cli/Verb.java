package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every verb has: its way to print, and an exit code. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class Verb implements Callable<Integer> {
    private static final Duration EVERY = Duration.ofSeconds(1);

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

    /**
     * Does something that may take a while, which a terminal shows.
     *
     * @param what what is waited for
     */
    final <T> T waitingFor(String what, Supplier<T> work) {
        if (!isForPeople()) {
            return work.get();
        }
        PrintWriter terminal = spec.commandLine().getErr();
        try (Progress unused = new Progress(terminal, what, EVERY, System::nanoTime)) {
            return work.get();
        }
    }

    /** Says something to a person at a terminal that no script should read. */
    final void hint(String text) {
        if (isForPeople()) {
            PrintWriter terminal = spec.commandLine().getErr();
            terminal.println(text);
            terminal.flush();
        }
    }

    private boolean isForPeople() {
        return !json && Ansi.AUTO.enabled(); // a terminal, by what picocli finds out
    }

    /** Prints a line. */
    final void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        if (out.checkError()) { // flushes, too
            onOutputClosed();
        }
    }

    /** Called when a line could not be printed, for nobody reads any more; ends the verb unless this is overridden. */
    void onOutputClosed() {
        throw new OutputClosed();
    }
}
