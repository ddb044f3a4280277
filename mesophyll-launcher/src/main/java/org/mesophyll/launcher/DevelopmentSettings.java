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
 * @param workers how many workers are started, with the ids from 0 on, and share the tenants; 0: somebody else starts worker 0
 * @param serverJdk the JDK that runs the server
 */
record DevelopmentSettings(
        ServerKind kind, Path home, Path ear, Path client, Path directory, int port, int workers, Path serverJdk) {

    /** How many workers there are tokens for. */
    static final int MOST_WORKERS = 16;

    /**
     * Reads {@code mesophyll.server}, {@code mesophyll.server.home}, {@code mesophyll.ear}, {@code mesophyll.client},
     * {@code mesophyll.run-dir}, {@code mesophyll.port} (default 8080), {@code mesophyll.workers} (default 2) and
     * {@code mesophyll.server.jdk} (default: the JDK that runs this).
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
                number(properties, "mesophyll.port", 8080, 65_535),
                number(properties, "mesophyll.workers", 2, MOST_WORKERS),
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
                .withEnvironment("MESOPHYLL_WORKER_COUNT", Integer.toString(Math.max(1, workers)))
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

    private static int number(Properties properties, String name, int otherwise, int most) {
        String text = properties.getProperty(name, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException(name + " is " + text + ", it must be a number from 0 to " + most);
    }
}
