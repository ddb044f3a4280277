package org.mesophyll.bench;

import org.mesophyll.bench.attack.AttackCommand;
import org.mesophyll.bench.compare.CompareCommand;
import org.mesophyll.bench.idle.IdleCommand;
import org.mesophyll.bench.load.LoadCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmarks. */
@Command(
        name = "mesophyll-bench",
        description = "Measures Mesophyll.",
        mixinStandardHelpOptions = true,
        subcommands = {AttackCommand.class, LoadCommand.class, CompareCommand.class, IdleCommand.class})
public final class BenchCommand {

    /** Runs a command; exits with 0 when all went well, 1 when something failed, 2 when it was called wrongly. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand()).execute(arguments));
    }
}
