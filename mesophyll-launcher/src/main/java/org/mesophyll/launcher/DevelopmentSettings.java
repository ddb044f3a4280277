package org.mesophyll.launcher;

import java.nio.file.Path;
import java.util.Properties;

/**
 * What {@code mvn -Prun} runs, and where.
 *
 * @param kind the server
 * @param home the unpacked or provisioned server
 * @param ear the EAR to deploy
 * @param client the runnable client jar
 * @param directory what the run writes: data, tokens, logs
 * @param port the HTTP port
 * @param serverJdk the JDK that runs the server
 */
record DevelopmentSettings(
        ServerKind kind, Path home, Path ear, Path client, Path directory, int port, Path serverJdk) {

    /**
     * Reads {@code mesophyll.server}, {@code mesophyll.server.home}, {@code mesophyll.ear}, {@code mesophyll.client},
     * {@code mesophyll.run-dir}, {@code mesophyll.port} (default 8080) and {@code mesophyll.server.jdk} (default: the
     * JDK that runs this).
     *
     * @throws IllegalArgumentException naming the property that is missing or wrong
     */
    static DevelopmentSettings from(Properties properties) {
        return new DevelopmentSettings(
                ServerKind.parse(required(properties, "mesophyll.server")),
                Path.of(required(properties, "mesophyll.server.home")),
                Path.of(required(properties, "mesophyll.ear")),
                Path.of(required(properties, "mesophyll.client")),
                Path.of(required(properties, "mesophyll.run-dir")),
                port(properties.getProperty("mesophyll.port", "8080")),
                Path.of(properties.getProperty("mesophyll.server.jdk", required(properties, "java.home"))));
    }

    Path data() {
        return directory.resolve("data");
    }

    Path operatorTokens() {
        return data().resolve("operator-tokens");
    }

    Path workerTokens() {
        return directory.resolve("worker-tokens");
    }

    Path serverLog() {
        return directory.resolve("server.log");
    }

    Path workersLog() {
        return directory.resolve("workers.log");
    }

    ServerSpec server() {
        return ServerSpec.of(kind, home, directory.resolve("server"), ear, port)
                .withJavaHome(serverJdk)
                .withLog(serverLog())
                .withEnvironment("MESOPHYLL_DATA_DIR", data().toString())
                .withEnvironment("MESOPHYLL_WORKER_TOKEN_FILE", workerTokens().toString())
                .withEnvironment(
                        "MESOPHYLL_OPERATOR_TOKEN_FILE", operatorTokens().toString());
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the system property " + name + " is missing");
        }
        return value;
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("mesophyll.port is " + text + ", it must be a number", notANumber);
        }
    }
}
