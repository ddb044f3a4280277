package org.mesophyll.client.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TokenText;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A verb that asks the master as an operator. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class OperatorVerb extends Verb {
    /** The environment variable with an operator's token. */
    static final String TOKEN_VARIABLE = "MESOPHYLL_OPERATOR_TOKEN";

    private static final Duration GRACE = Duration.ofSeconds(5);

    @Mixin
    private MasterOption master; // filled by picocli

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The master's operator-tokens file (or the token itself in env MESOPHYLL_OPERATOR_TOKEN).")
    private @Nullable Path tokenFile; // filled by picocli

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description = "How long to wait for the answer, such as 30s, 500ms or PT30S (default 30s).")
    private Duration timeout; // filled by picocli

    /** Returns how long the master may take. */
    final Duration timeout() {
        return timeout;
    }

    /** Returns the operators' side of the master. */
    final OperatorApi api() {
        return new OperatorApi(master.master(), token(), timeout.plus(GRACE));
    }

    private String token() {
        Optional<String> token = tokenFile == null
                ? Optional.ofNullable(System.getenv(TOKEN_VARIABLE))
                : TokenFile.operatorToken(tokenFile);
        String source = tokenFile == null ? "the token in " + TOKEN_VARIABLE : "the token in " + tokenFile;
        return token.map(text -> TokenText.check(source, text))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.UNAUTHORIZED,
                        "no operator token: give --token-file FILE with lines \"role name token\", or set "
                                + TOKEN_VARIABLE));
    }
}
