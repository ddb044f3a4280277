package org.mesophyll.client.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
            BroadcastVerb.class,
            WorkersVerb.class,
            HealthVerb.class,
            KvVerbs.class,
            StateVerbs.class,
            GlobalKvVerbs.class,
            CompletionVerb.class,
            CommandLine.HelpCommand.class
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
            "  mesophyll-client dispatch --token-file operator-tokens --tenant guild:123 \\",
            "      MessageCreate --data '{\"text\":\"hi\"}'",
            "  mesophyll-client kv get --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --scope a greeting",
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
        System.exit(run(args));
    }

    private static int run(String[] args) {
        CommandLine line = commandLine().setOut(utf8(FileDescriptor.out)).setErr(utf8(FileDescriptor.err));
        try {
            return line.execute(Utf8Arguments.of(args));
        } catch (CommandFailure e) {
            line.getErr().println("mesophyll-client: " + e.getMessage());
            line.getErr().flush();
            return e.exitCode().number();
        }
    }

    /** Returns a writer that knows when nobody reads any more, which one over {@link System#out} does not. */
    private static PrintWriter utf8(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }

    /** Returns the command line with its verbs. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new MesophyllCommand());
        line.getSubcommands().values().forEach(MesophyllCommand::addHelp);
        return line.registerConverter(TenantId.class, MesophyllCommand::tenant)
                .registerConverter(Duration.class, new DurationForm())
                .registerConverter(Path.class, MesophyllCommand::path)
                .setParameterExceptionHandler(FailureReport::usage)
                .setExecutionExceptionHandler(new FailureReport());
    }

    /** Without a verb: says which there are. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "no verb given: " + String.join(", ", spec.subcommands().keySet()));
    }

    private static void addHelp(CommandLine line) {
        if (line.getCommandSpec().helpCommand()) {
            return;
        }
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

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new CommandLine.TypeConversionException("this locale (" + System.getProperty("sun.jnu.encoding")
                    + ") cannot name such a file; set LC_ALL=C.UTF-8");
        }
    }

    /** Says which version this is. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = MesophyllCommand.class.getPackage().getImplementationVersion();
            return new String[] {"mesophyll-client " + (version == null ? "(development build)" : version)};
        }
    }
}
