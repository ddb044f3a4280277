package org.mesophyll.bench.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.mesophyll.launcher.ServerProcess;
import org.mesophyll.launcher.ServerSpec;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** A master in a real server, with the EAR that ships. */
final class Master implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Scopes SCOPES = Scopes.of("app");
    private static final int TENANTS = 1024;
    private static final int TOKEN_BYTES = 32;

    private final ServerProcess server;
    private final Path directory;
    private final String token;

    private Master(ServerProcess server, Path directory, String token) {
        this.server = server;
        this.directory = directory;
        this.token = token;
    }

    static Master start(ServerSpec spec, Map<String, String> database, Path directory)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        String token = newToken();
        Path tokens = Files.writeString(directory.resolve("worker-tokens"), "0 " + token + "\n");
        ServerSpec complete = spec.withEnvironment("MESOPHYLL_WORKER_COUNT", "1")
                .withEnvironment("MESOPHYLL_WORKER_TOKEN_FILE", tokens.toString())
                .withEnvironment("MESOPHYLL_DATA_DIR", directory.resolve("data").toString());
        for (Map.Entry<String, String> setting : database.entrySet()) {
            complete = complete.withEnvironment(setting.getKey(), setting.getValue());
        }
        ServerProcess server = ServerProcess.start(complete);
        try {
            server.awaitReady(START_LIMIT);
        } catch (IOException | RuntimeException failure) {
            server.close();
            throw failure;
        }
        return new Master(server, directory, token);
    }

    private static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns sets and gets of one key of many tenants: so many records, and none that all wait for. */
    List<Target> targets(String system, String key, String value) throws IOException {
        StringBuilder urls = new StringBuilder();
        for (int tenant = 0; tenant < TENANTS; tenant++) {
            urls.append(server.url())
                    .append("/db/kv?id=0&tenant_type=guild&tenant_id=")
                    .append(TenantId.guild(tenant).decimalId())
                    .append('\n');
        }
        Path file = Files.writeString(directory.resolve("urls"), urls.toString());
        return List.of(
                target(system, "set", file, new KeyValueOp.Set(SCOPES, key, Value.of(value))),
                target(system, "get", file, new KeyValueOp.Get(SCOPES, key)));
    }

    private Target target(String system, String name, Path urls, KeyValueOp operation) throws IOException {
        Path body = Files.write(directory.resolve(name + ".body"), KeyValueOp.CODEC.encode(operation));
        List<String> headers = List.of("content-type: application/msgpack", "authorization: Bearer " + token);
        return new Target(system, name, urls, body, headers);
    }

    @Override
    public void close() {
        server.close();
    }
}
