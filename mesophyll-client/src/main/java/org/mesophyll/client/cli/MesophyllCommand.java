package org.mesophyll.client.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: the runnable jar starts here. */
@Command(
        name = "mesophyll-client",
        mixinStandardHelpOptions = true,
        versionProvider = MesophyllCommand.Version.class,
        description = "Runs workers of a Mesophyll master, and asks a master on the command line.",
        subcommands = {
            WorkerVerb.class,
            PoolVerb.class,
            DispatchVerb.class,
            ScriptVerbs.class,
            JobVerbs.class,
            LogsVerb.class,
            DropVerb.class,
            WorkersVerb.class,
            KvVerbs.class,
            StateVerbs.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the worker or the master refused or failed",
            "2:the command line is wrong",
            "3:the master cannot be reached, or the tenant's worker is not connected",
            "4:the token is missing, wrong, or not allowed to do this",
            "5:no answer in time; it may have been done",
            "6:there is no such worker, record, state or job",
            "7:too much at a time; nothing was done"
        },
        footer = {
            "",
            "Examples:",
            "  mesophyll-client pool --workers 2 --token-file worker-tokens",
            "  mesophyll-client dispatch --token-file operator-tokens --tenant guild:123 MessageCreate --data '{\"text\":\"hi\"}'",
            "  mesophyll-client kv get --id 0 --token-file worker-tokens --tenant guild:123 --scope a greeting",
            "",
            "mesophyll-client <verb> --help says more."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
public final class MesophyllCommand implements Runnable {
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    @Spec
    private CommandSpec spec; // filled by picocli

    /**
     * Runs a verb, and ends the process with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "%1$tF %1$tT %4$s %5$s%n");
        }
        System.exit(commandLine().execute(args));
    }

    /** Returns the command line with its verbs. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new MesophyllCommand());
        line.getSubcommands().values().forEach(MesophyllCommand::addHelp);
        return line.registerConverter(TenantId.class, MesophyllCommand::tenant)
                .registerConverter(Duration.class, new DurationForm())
                .setExecutionExceptionHandler(new FailureReport());
    }

    /** Without a verb: explains which there are. */
    @Override
    public void run() {
        PrintWriter err = spec.commandLine().getErr();
        spec.commandLine().usage(err);
        throw new CommandFailure(ExitCode.USAGE, "no verb given");
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getSubcommands().values().forEach(MesophyllCommand::addHelp);
    }

    private static TenantId tenant(String text) {
        try {
            return TenantId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /** Says which version this is. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = MesophyllCommand.class.getPackage().getImplementationVersion();
            return new String[] {"mesophyll-client " + (version == null ? "of an unpackaged build" : version)};
        }
    }
}
