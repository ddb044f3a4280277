package org.mesophyll.it;

import java.io.IOException;
import java.nio.file.Path;
import org.mesophyll.launcher.ServerSpec;

/** Specifications of servers for tests. */
public final class TestServer {

    /** How many workers have a token; as many own tenants. */
    public static final int WORKERS = 64;

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
                .withEnvironment("MESOPHYLL_OPERATOR_TOKEN_FILE", operators.toString());
    }
}
