package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.client.StateClient;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Shell;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.value.Json;

/** The command line's jar as people start it: from a shell, with files and variables of any system, in any locale. */
@WithMaster
class CommandLineIT {
    private static final int WORKER = 33;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int USAGE = 2;
    private static final int NOT_FOUND = 6;
    private static final int MADE_WORKER = 999; // never connected
    private static final int MORE_THAN_A_PAGE = 101;
    private static final String KV = " --id " + WORKER + " --tenant " + TENANT + " --scope 'ä' ";

    @TempDir
    private Path directory;

    private final Running master;
    private Shell shell; // set before each test

    CommandLineIT(Running master) {
        this.master = master;
        this.shell = new Shell(master, Path.of("."));
    }

    @BeforeEach
    void enter() {
        shell = new Shell(master, directory);
    }

    @Test
    void a_token_in_the_environment_may_end_like_a_line_of_windows() throws Exception {
        Shell.Outcome listed =
                shell.run(Map.of("MESOPHYLL_OPERATOR_TOKEN", ItTokens.OPERATOR + "\r\n"), "client workers");
        Shell.Outcome broken =
                shell.run(Map.of("MESOPHYLL_OPERATOR_TOKEN", ItTokens.OPERATOR + "\r\nmore"), "client workers");

        assertThat(listed.exitCode()).as(listed.output()).isZero();
        assertThat(broken.exitCode()).as(broken.output()).isEqualTo(USAGE);
        assertThat(broken.output())
                .contains("the token in MESOPHYLL_OPERATOR_TOKEN is not")
                .doesNotContain(ItTokens.OPERATOR);
    }

    @Test
    void a_token_file_may_come_from_windows_and_have_ids_of_several_digits() throws Exception {
        Files.writeString(
                directory.resolve("tokens"),
                "\ufeff# workers\r\n00" + WORKER + " " + ItTokens.worker(WORKER) + " \r\n");

        Shell.Outcome set = shell.run(Map.of(), "client kv set --token-file tokens" + KV + "bom --text 1");

        assertThat(set.exitCode()).as(set.output()).isZero();
    }

    @Test
    void text_is_utf_8_in_the_locale_c() throws Exception {
        Map<String, String> localeC = Map.of(
                "LC_ALL",
                "C",
                "MESOPHYLL_CLIENT_TOKEN",
                ItTokens.worker(WORKER),
                "MESOPHYLL_OPERATOR_TOKEN",
                ItTokens.OPERATOR);

        Shell.Outcome set = shell.run(localeC, "client kv set" + KV + "'ключ' --text 'é😀'");
        Shell.Outcome got = shell.run(localeC, "client kv get" + KV + "'ключ'");
        Shell.Outcome file = shell.run(localeC, "client script run --tenant " + TENANT + " 'é.lua'");

        assertThat(set.exitCode()).as(set.output()).isZero();
        assertThat(got.output()).isEqualTo("é😀\n");
        assertThat(file.exitCode()).isEqualTo(USAGE);
        assertThat(file.output()).contains("LC_ALL=C.UTF-8");
    }

    @Test
    void a_worker_is_registered_rotated_disconnected_and_revoked() throws Exception {
        Map<String, String> operator = Map.of("MESOPHYLL_OPERATOR_TOKEN", ItTokens.OPERATOR);

        Shell.Outcome registered = shell.run(operator, "client workers register " + MADE_WORKER);
        Shell.Outcome rotated = shell.run(operator, "client workers rotate " + MADE_WORKER);
        Shell.Outcome disconnected = shell.run(operator, "client workers disconnect " + MADE_WORKER);
        Shell.Outcome revoked = shell.run(operator, "client workers revoke " + MADE_WORKER);
        Shell.Outcome again = shell.run(operator, "client workers revoke " + MADE_WORKER);

        assertThat(registered.exitCode()).as(registered.output()).isZero();
        assertThat(rotated.exitCode()).as(rotated.output()).isZero();
        assertThat(rotated.output()).matches(MADE_WORKER + " \\S+\n").isNotEqualTo(registered.output());
        assertThat(disconnected.output()).contains("worker " + MADE_WORKER + " is not connected");
        assertThat(revoked.output()).isEqualTo("revoked\n");
        assertThat(again.exitCode()).as(again.output()).isEqualTo(NOT_FOUND);
    }

    @Test
    void health_needs_no_token_and_a_broadcast_reaches_every_worker() throws Exception {
        Map<String, String> operator = Map.of("MESOPHYLL_OPERATOR_TOKEN", ItTokens.OPERATOR);

        try (TestWorker worker = TestWorker.connect(master, WORKER, TestWorker.Behaviour.ECHO)) {
            Shell.Outcome health = shell.run(Map.of(), "client health");
            Shell.Outcome broadcast = shell.run(operator, "client broadcast --timeout 5s --data '\"hi\"' Reload");

            assertThat(health.output()).isEqualTo("master up, database up\n");
            assertThat(health.exitCode()).isZero();
            assertThat(broadcast.exitCode()).as(broadcast.output()).isZero();
            assertThat(broadcast.output()).containsPattern("(?m)^" + WORKER + " +answered +\\{");
            assertThat(worker.closed()).isNotDone();
        }
    }

    @Test
    void a_list_of_several_pages_is_listed_whole() throws Exception {
        String key = "page-" + UUID.randomUUID();
        Map<String, String> operator = Map.of("MESOPHYLL_OPERATOR_TOKEN", ItTokens.OPERATOR);
        try (StateClient state = StateClient.builder()
                .url(master.url().toString())
                .worker(WORKER)
                .token(ItTokens.worker(WORKER))
                .build()) {
            try {
                for (int version = 1; version <= MORE_THAN_A_PAGE; version++) {
                    state.createGlobal(TENANT, entry(key, version));
                }
                Shell.Outcome listed = shell.run(operator, "client global-kv list --state pending");

                assertThat(listed.exitCode()).as(listed.output()).isZero();
                assertThat(listed.output().lines().filter(line -> line.startsWith(key + "  ")))
                        .hasSize(MORE_THAN_A_PAGE)
                        .doesNotHaveDuplicates();
            } finally {
                for (int version = 1; version <= MORE_THAN_A_PAGE; version++) {
                    state.deleteGlobal(TENANT, key, version, "shop");
                }
            }
        }
    }

    private static CreateGlobalKv entry(String key, int version) {
        return new CreateGlobalKv(key, version, "S", Json.emptyObject(), "shop", true, null, Json.ofNull());
    }

    @Test
    void a_worker_ends_when_nobody_reads_what_it_says() throws IOException {
        Operator operator = Operator.of(master);
        Process worker = shell.start(
                Map.of("MESOPHYLL_CLIENT_TOKEN", ItTokens.worker(WORKER)),
                "client worker --id " + WORKER + " | head -1");

        await().atMost(LIMIT).until(() -> {
            HttpReply unused = operator.dispatchText(TENANT, "a line", Duration.ofSeconds(5))
                    .join();
            return !worker.isAlive();
        });

        assertThat(worker.exitValue()).isZero();
    }
}
