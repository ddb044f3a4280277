package org.mesophyll.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.mesophyll.launcher.ServerSpec;

/** Specifications of servers for tests. */
public final class TestServer {

    /** How many workers have a token; as many own tenants. */
    public static final int WORKERS = 64;

    /** How often workers of a {@link #quick} server beat. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** How long a frame may be in flight on a {@link #quick} server. */
    public static final Duration WRITE_DEADLINE = Duration.ofSeconds(2);

    /** How long a rotated token stays valid on a {@link #quick} server. */
    public static final Duration TOKEN_GRACE = Duration.ofSeconds(3);

    private TestServer() {}

    /**
     * Returns a server of the kind under test with the EAR that ships, empty data, tokens for {@value #WORKERS} workers
     * and for both roles; a restart with the same specification keeps the data. A test may add settings before it
     * starts it.
     *
     * @param name names the directory below {@code target} that the server writes to
     * @param httpPort the port, see {@link ItSettings#clientPort()}
     */
    public static ServerSpec spec(String name, int httpPort) throws IOException {
        Path directory = ItSettings.directory().resolve(name);
        Path data = directory.resolve("data");
        Path workers = ItTokens.writeWorkerTokens(directory.resolve("worker-tokens"), WORKERS);
        Path keys = CallerKey.write(directory.resolve("caller-keys"));
        Path operators = ItTokens.writeOperatorTokens(directory.resolve("operator-tokens"));
        return ServerSpec.of(
                        ItSettings.serverKind(),
                        ItSettings.serverHome(),
                        directory.resolve("server"),
                        ItSettings.ear(),
                        httpPort)
                .withEnvironment("MESOPHYLL_DATA_DIR", data.toString())
                .withEnvironment("MESOPHYLL_WORKER_COUNT", Integer.toString(WORKERS))
                .withEnvironment("MESOPHYLL_WORKER_TOKEN_FILE", workers.toString())
                .withEnvironment("MESOPHYLL_WORKER_TOKENS", "0=" + ItTokens.WITH_DOLLARS)
                .withEnvironment("MESOPHYLL_OPERATOR_TOKEN_FILE", operators.toString())
                .withEnvironment("MESOPHYLL_JSON_RPC_KEY_FILE", keys.toString());
    }

    /**
     * Returns the same with times so short that a test can wait for them: heartbeats every {@link #HEARTBEAT}, a frame to
     * be taken within {@link #WRITE_DEADLINE}, a rotated token valid for {@link #TOKEN_GRACE}.
     */
    public static ServerSpec quick(String name, int httpPort) throws IOException {
        return spec(name, httpPort)
                .withEnvironment("MESOPHYLL_HEARTBEAT_INTERVAL", HEARTBEAT.toString())
                .withEnvironment("MESOPHYLL_OUTBOX_WRITE_DEADLINE", WRITE_DEADLINE.toString())
                .withEnvironment("MESOPHYLL_TOKEN_GRACE", TOKEN_GRACE.toString());
    }
}
