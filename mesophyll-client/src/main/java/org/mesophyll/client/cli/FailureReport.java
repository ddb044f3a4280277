package org.mesophyll.client.cli;

import jakarta.json.Json;
import org.mesophyll.client.StateException;
import org.mesophyll.protocol.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says in one line why a verb failed, and gives the failure its exit code. */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        if (failure instanceof OutputClosed) {
            return ExitCode.OK.number();
        }
        ExitCode exitCode = exitCode(failure);
        String reason =
                Printable.of(failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage());
        if (line.getCommand() instanceof Verb verb && verb.json()) {
            verb.print(Json.createObjectBuilder()
                    .add("error", reason)
                    .add("exit_code", exitCode.number())
                    .build()
                    .toString());
            return exitCode.number();
        }
        report(line, reason);
        return exitCode.number();
    }

    /** Says in one line what is wrong with a command line, and in another where help is. */
    static int usage(ParameterException wrong, String... arguments) {
        CommandLine line = wrong.getCommandLine();
        report(line, Printable.of(String.valueOf(wrong.getMessage())));
        line.getErr().println("see " + line.getCommandSpec().qualifiedName() + " --help");
        line.getErr().flush();
        return ExitCode.USAGE.number();
    }

    private static void report(CommandLine line, String reason) {
        line.getErr().println("mesophyll-client: " + reason);
        line.getErr().flush();
    }

    private static ExitCode exitCode(Exception failure) {
        if (failure instanceof CommandFailure command) {
            return command.exitCode();
        }
        if (failure instanceof StateException state) {
            return exitCode(state.reason());
        }
        return failure instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.FAILED;
    }

    private static ExitCode exitCode(StateException.Reason reason) {
        return switch (reason) {
            case UNAUTHORIZED, UNKNOWN_WORKER, FORBIDDEN_TENANT -> ExitCode.UNAUTHORIZED;
            case UNAVAILABLE -> ExitCode.UNAVAILABLE;
            case TIMED_OUT -> ExitCode.TIMED_OUT;
            case THROTTLED -> ExitCode.BACKPRESSURE;
            case BAD_REQUEST, FENCED, TOO_LARGE, FAILED, MALFORMED_ANSWER, CLOSED, INTERRUPTED -> ExitCode.FAILED;
        };
    }
}
