package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mesophyll.it.CallerKey;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.Ended;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** What {@code docs/examples/node} shows works with this master: a JSON-RPC client of the npm registry, and a WebSocket alone. */
@WithMaster
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one worker and one installation for all
class NodeExampleIT {
    private static final int WORKER = 57;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Path EXAMPLES = Path.of(System.getProperty("mesophyll.examples"), "node");
    private static final Path INSTALLED = Path.of("target", "node-examples");
    private static final int INSTALL_SECONDS = 180;
    private static final int LIMIT_SECONDS = 60;

    private final Running master;
    private final TestWorker worker;

    NodeExampleIT(Running master) {
        this.master = master;
        this.worker = TestWorker.connect(
                master,
                WORKER,
                request -> TestWorker.requestId(request).map(id -> {
                    Value code = TestWorker.echo(request);
                    return code.equals(Value.of("fail"))
                            ? new DispatchResult.Err("syntax error at script:2: no")
                            : new DispatchResult.Ok(Value.list(code, Value.of(42)));
                }));
    }

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "play.mjs", "plain.mjs", "key.mjs")) {
            Files.copy(EXAMPLES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        boolean installed = install(List.of(
                "npm",
                "install",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--loglevel=error"));
        if (!"required".equals(System.getProperty("mesophyll.node"))) {
            assumeTrue(
                    installed,
                    "node is not there, or npm cannot install the examples' packages;"
                            + " -Dmesophyll.node=required makes this a failure");
        }
        assertThat(installed).as("npm installs the examples' packages").isTrue();
    }

    @AfterAll
    void end_worker() {
        worker.close();
    }

    @Test
    void a_json_rpc_client_plays_a_script() throws Exception {
        assertThat(run("play.mjs", "return 1")).isEqualTo(new Ended(0, "[\"return 1\",42]\n"));

        Ended refused = run("play.mjs", "fail");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output())
                .startsWith("-32010 Syntax error: {\"kind\":\"syntax_error\"")
                .contains("\"line\":2");
    }

    @Test
    void a_plain_web_socket_sends_a_batch() throws Exception {
        assertThat(run("plain.mjs", "x")).isEqualTo(new Ended(0, """
                        {"id":"who","result":{"name":"operator:it","role":"operator"}}
                        {"id":1,"result":["x",42]}
                        """));
    }

    @Test
    void a_caller_proves_who_they_are_by_a_key() throws Exception {
        Path key = CallerKey.writePrivate(INSTALLED.resolve("key.pem"));
        ProcessBuilder builder = new ProcessBuilder(
                        "node",
                        "key.mjs",
                        "ws://" + master.url().getAuthority(),
                        key.toAbsolutePath().toString())
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true);

        assertThat(Ended.of(builder.start(), LIMIT_SECONDS))
                .isEqualTo(new Ended(0, "{\"name\":\"key:it\",\"role\":\"operator\"}\n"));
    }

    private Ended run(String program, String script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "node", program, "ws://" + master.url().getAuthority(), TENANT.toString(), script)
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true);
        builder.environment().put("MESOPHYLL_TOKEN", ItTokens.OPERATOR);
        return Ended.of(builder.start(), LIMIT_SECONDS);
    }

    private static boolean install(List<String> command) throws InterruptedException {
        try {
            Process npm = new ProcessBuilder(command)
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .start();
            return Ended.of(npm, INSTALL_SECONDS).status() == 0;
        } catch (IOException e) {
            return false; // there is no npm
        }
    }
}
