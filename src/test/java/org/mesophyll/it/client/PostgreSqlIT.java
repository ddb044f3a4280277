package org.mesophyll.it.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mesophyll.client.StateClient;
import org.mesophyll.client.StateException;
import org.mesophyll.it.ItSettings;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.TestServer;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.launcher.ServerProcess;
import org.mesophyll.launcher.ServerSpec;
import org.mesophyll.master.state.PostgresServer;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/**
 * The EAR that ships keeps its state in PostgreSQL by settings alone, in a schema of its own that it makes and prepares itself, beside
 * the tables of others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgreSqlIT {
    private static final int WORKER = 6;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final TenantId OTHER = Tenants.guildOf(WORKER, 2);
    private static final Scopes SCOPES = Scopes.of("a", "b");
    private static final String SCHEMA = "own";
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);

    private static final Pattern WAITING = Pattern.compile("waiting for jdbc:postgresql:[^ ]+, which is not there yet");

    private final PostgresServer.Target database;
    private final ServerProcess server;
    private final long waitedBefore;
    private final StateClient state;

    PostgreSqlIT() throws IOException, InterruptedException, SQLException {
        database = PostgresServer.shared().newDatabase();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table of_others (id integer)");
        }
        ServerSpec spec = TestServer.spec("postgresql", ItSettings.clientPort() + 3)
                .withEnvironment("MESOPHYLL_DB_URL", database.url())
                .withEnvironment("MESOPHYLL_DB_SCHEMA", SCHEMA)
                .withEnvironment("MESOPHYLL_DB_USER", database.user())
                .withEnvironment("MESOPHYLL_DB_PASSWORD", database.password());
        waitedBefore = waits(spec);
        PostgresServer.shared().crash(); // the master starts first
        server = ServerProcess.start(spec);
        state = StateClient.builder()
                .url(spec.url().toString())
                .worker(WORKER)
                .token(ItTokens.worker(WORKER))
                .build();
    }

    @BeforeAll
    void await_the_master() throws IOException, InterruptedException {
        try {
            await().atMost(READY_LIMIT).until(() -> waits(server.spec()) > waitedBefore);
        } finally {
            PostgresServer.shared().startAgain();
        }
        server.awaitReady(READY_LIMIT);
    }

    private static long waits(ServerSpec server) throws IOException {
        return Files.exists(server.log())
                ? WAITING.matcher(Files.readString(server.log(), ISO_8859_1))
                        .results()
                        .count()
                : 0;
    }

    @AfterAll
    void stop() {
        state.close();
        server.close();
    }

    @Test
    void records_are_set_found_and_deleted() throws SQLException {
        Value value = Value.list(Value.of("h\u00e4llo \ud83d\ude00"), Value.of(Long.MIN_VALUE), Value.of(0.1));
        state.set(TENANT, SCOPES, "b%_key", Value.of("first"));
        String id = state.get(TENANT, SCOPES, "b%_key").orElseThrow().id();
        state.set(TENANT, SCOPES, "b%_key", value);
        state.set(TENANT, SCOPES, "Bx_key", Value.ofNull());
        state.set(TENANT, SCOPES, "gone", Value.ofNull());
        state.delete(TENANT, SCOPES, "gone");

        Optional<KvRecord> record = state.get(TENANT, Scopes.of("a"), "b%_key");

        assertThat(record).hasValueSatisfying(found -> {
            assertThat(found.id()).isEqualTo(id);
            assertThat(found.value()).isEqualTo(value);
            assertThat(found.scopes()).isEqualTo(SCOPES);
        });
        assertThat(state.find(TENANT, SCOPES, LikePattern.ALL))
                .extracting(KvRecord::key)
                .containsExactly("Bx_key", "b%_key");
        assertThat(state.find(TENANT, SCOPES, LikePattern.startingWith("b%")))
                .extracting(KvRecord::key)
                .containsExactly("b%_key");
        assertThat(state.listScopes(TENANT)).containsExactly("a", "b");
        assertThat(rowsOf("kv_record")).isEqualTo(2);
    }

    @Test
    void a_tenants_state_is_kept() throws SQLException {
        TenantState first = new TenantState(Set.of("OnStartup"), Json.emptyObject());
        TenantState second = new TenantState(Set.of("A", "B"), Json.object(Map.of("k", Json.of(1.5))));

        state.setTenantState(TENANT, first);
        state.setTenantState(TENANT, second);

        assertThat(state.tenantStates()).containsExactly(Map.entry(TENANT, second));
        assertThat(rowsOf("tenant_state")).isEqualTo(1);
    }

    @Test
    void a_global_entry_is_seen_once_it_is_approved_and_until_it_is_deleted() throws SQLException {
        Json data = Json.array(Json.of(1), Json.of("x"));
        state.createGlobal(TENANT, new CreateGlobalKv("tpl", 1, "short", Json.emptyObject(), "shop", true, null, data));

        Optional<GlobalKv> pending = state.getGlobal("tpl", 1, "shop", TENANT);
        HttpReply review = Operator.of(server.url())
                .post(
                        "global-kv/review",
                        "{\"key\":\"tpl\",\"version\":1,\"scope\":\"shop\",\"review_state\":\"approved\"}");

        assertThat(pending).isEmpty();
        assertThat(review.status()).isEqualTo(204);
        assertThat(state.findGlobal(LikePattern.startingWith("t"), "shop"))
                .extracting(PartialGlobalKv::ownerId)
                .containsExactly(TENANT.decimalId());
        assertThat(state.getGlobal("tpl", 1, "shop", TENANT))
                .map(GlobalKv::data)
                .contains(new GlobalKvData.Data(data, false));
        assertThat(rowsOf("global_kv")).isEqualTo(1);
        state.deleteGlobal(TENANT, "tpl", 1, "shop");
        assertThat(state.findGlobal(LikePattern.ALL, "shop")).isEmpty();
    }

    @Test
    void a_database_that_crashes_is_missed_at_once_and_nothing_fails_once_it_is_back() throws Exception {
        useManyConnections();

        PostgresServer.shared().crash();
        for (Callable<?> call : calls("away")) {
            assertThatThrownBy(call::call)
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("the master answered 503: the database")
                    .hasMessageContaining("nothing was changed");
        }
        PostgresServer.shared().startAgain();
        useManyConnections();
    }

    /** Has each of both pools lend several at a time: one is for records, the other for the rest. */
    private void useManyConnections() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Callable<?>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.addAll(calls("many-" + i));
            }
            List<Future<?>> begun = new ArrayList<>();
            calls.forEach(call -> begun.add(callers.submit(call)));
            for (Future<?> call : begun) {
                Object unused = call.get(2, TimeUnit.MINUTES);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private List<Callable<?>> calls(String key) {
        return List.of(() -> state.get(OTHER, SCOPES, key), () -> state.findGlobal(LikePattern.ALL, "none"), () -> {
            state.set(OTHER, SCOPES, key, Value.ofNull());
            state.delete(OTHER, SCOPES, key);
            return key;
        });
    }

    /** Asks the database itself, past the master. */
    private long rowsOf(String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + SCHEMA + "." + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
