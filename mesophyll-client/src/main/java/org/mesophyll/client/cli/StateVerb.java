package org.mesophyll.client.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.ClientSettings;
import org.mesophyll.client.StateClient;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.TokenText;
import org.mesophyll.protocol.WorkerId;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A verb that reads or writes a tenant's state on behalf of the worker that owns the tenant. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class StateVerb extends Verb {
    /** The environment variable with a worker's token. */
    static final String TOKEN_VARIABLE = "MESOPHYLL_CLIENT_TOKEN";

    @Mixin
    private MasterOption master; // filled by picocli

    @Option(names = "--id", paramLabel = "N", required = true, description = "The worker that owns the tenant.")
    private int id; // filled by picocli

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with lines \"id token\" (or the token itself in env MESOPHYLL_CLIENT_TOKEN).")
    private @Nullable Path tokenFile; // filled by picocli

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            required = true,
            description = "Whose state: guild:<id> or user:<id>.")
    private TenantId tenant; // filled by picocli

    /** Returns whose state it is about. */
    final TenantId tenant() {
        return tenant;
    }

    /** Does something with a client, and closes it. */
    final <T> T withClient(Function<StateClient, T> action) {
        try (StateClient client = StateClient.builder()
                .url(master.url())
                .worker(id)
                .token(workerToken(tokenFile, new WorkerId(id)))
                .settings(ClientSettings.ofProcess())
                .build()) {
            return action.apply(client);
        }
    }

    /** Returns a worker's token from a file, or from the environment if there is no file. */
    static String workerToken(@Nullable Path file, WorkerId id) {
        Optional<String> token =
                file == null ? Optional.ofNullable(System.getenv(TOKEN_VARIABLE)) : TokenFile.workerToken(file, id);
        String source = file == null ? "the token in " + TOKEN_VARIABLE : "the token in " + file;
        return token.map(text -> TokenText.check(source, text))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.UNAUTHORIZED,
                        "no token of worker " + id + ": give --token-file FILE with a line \"" + id
                                + " token\", or set " + TOKEN_VARIABLE));
    }
}
