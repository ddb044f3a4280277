package org.mesophyll.bench.master;

import java.nio.file.Path;
import java.util.List;
import org.mesophyll.launcher.ServerKind;
import org.mesophyll.launcher.ServerSpec;

/**
 * A master to measure.
 *
 * @param kind the server
 * @param home the unpacked or provisioned server; only read
 * @param ear the EAR that ships; only read
 * @param directory for everything that is written, made when it is missing
 * @param port the server's HTTP port
 * @param workers how many workers the master knows, 0 to {@code workers - 1}
 * @param jvmOptions options for the server's JVM
 */
public record MasterPlan(
        ServerKind kind, Path home, Path ear, Path directory, int port, int workers, List<String> jvmOptions) {

    public MasterPlan {
        directory = directory.toAbsolutePath();
        jvmOptions = List.copyOf(jvmOptions);
    }

    Path variant() {
        return directory.resolve("mesophyll-bench.ear");
    }

    ServerSpec server(LoadTokens tokens) {
        return ServerSpec.of(kind, home, directory.resolve("server"), variant(), port)
                .withEnvironment("MESOPHYLL_DATA_DIR", directory.resolve("data").toString())
                .withEnvironment("MESOPHYLL_WORKER_COUNT", Integer.toString(workers))
                .withEnvironment(
                        "MESOPHYLL_WORKER_TOKEN_FILE", tokens.workerFile().toString())
                .withEnvironment(
                        "MESOPHYLL_OPERATOR_TOKEN_FILE", tokens.operatorFile().toString())
                .withJvmOptions(jvmOptions.toArray(String[]::new));
    }
}
