package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the tables are. */
class SchemaTest {
    /** The databases. */
    enum Database {
        H2,
        POSTGRES;

        PostgresServer.Target make() throws IOException {
            if (this == POSTGRES) {
                return PostgresServer.shared().newDatabase();
            }
            Path below = Files.createDirectories(Path.of("target", "h2").toAbsolutePath());
            return new PostgresServer.Target(
                    DatabaseSettings.fileUrl(Files.createTempDirectory(below, "schema"), false), "mesophyll", "");
        }
    }

    @ParameterizedTest
    @EnumSource
    void are_not_among_those_of_others_and_the_refusal_names_the_setting(Database kind) throws Exception {
        PostgresServer.Target target = kind.make();
        execute(target, "create table of_others (id integer)");

        assertThatExceptionOfType(StateUnavailableException.class)
                .isThrownBy(() -> migrate(target, ""))
                .withMessage(
                        "the database's default schema has tables that are not the master's: name an empty schema, or"
                                + " one that is to be made, by the setting mesophyll.db.schema");
        migrate(target, "own_1");
        migrate(target, "own_1");

        assertThat(count(target, "select count(*) from \"own_1\".\"schema_history\""))
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void what_was_there_before_quotas_is_counted(Database kind) throws Exception {
        PostgresServer.Target target = kind.make();
        migrateTo(target, "3");
        String bytes = kind == Database.H2 ? "x'0001'" : "'\\x0001'";
        for (int i = 0; i < 3; i++) {
            execute(
                    target,
                    "insert into kv_record values ('" + i + "', 0, 7, 'k\u00e4', " + hash(kind, i) + ", " + bytes
                            + ", 1, " + bytes + ", 2, 0, 0)");
            execute(target, "insert into kv_scope values (0, 7, 's" + i % 2 + "', 'k\u00e4', '" + i + "')");
        }
        execute(target, "insert into tenant_state values (1, 8, " + bytes + ", 1, 0)");

        migrate(target, "");

        assertThat(count(target, "select records from tenant_usage where tenant_id = 7"))
                .isEqualTo(3);
        assertThat(count(target, "select bytes from tenant_usage where tenant_id = 7"))
                .isEqualTo(3 * (2 + 3 + 2));
        assertThat(count(target, "select count(*) from tenant_scope where tenant_id = 7"))
                .isEqualTo(2);
        assertThat(count(target, "select content_bytes from tenant_state where tenant_id = 8"))
                .isEqualTo(2);
    }

    private static String hash(Database kind, int number) {
        return kind == Database.H2 ? "x'0" + number + "'" : "'\\x0" + number + "'";
    }

    private static void migrate(PostgresServer.Target target, String schema) {
        DatabaseSettings settings = settings(target, schema);
        Migrations.run(new ConfiguredDataSource(settings), settings);
    }

    private static void migrateTo(PostgresServer.Target target, String version) {
        DatabaseSettings settings = settings(target, "");
        Migrations.configuration(new ConfiguredDataSource(settings), settings)
                .target(version)
                .load()
                .migrate();
    }

    private static DatabaseSettings settings(PostgresServer.Target target, String schema) {
        return new DatabaseSettings(
                target.url(),
                target.user(),
                target.password(),
                schema,
                new DatabaseSettings.PoolLimits(1, Duration.ofSeconds(1), Duration.ofMinutes(1), 1, Duration.ZERO),
                new DatabaseSettings.FindLimits(1, 1),
                new DatabaseSettings.Quota(1, 1, 1, 1),
                0,
                false,
                "");
    }

    private static void execute(PostgresServer.Target target, String text) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.url(), target.user(), target.password());
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static long count(PostgresServer.Target target, String text) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.url(), target.user(), target.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(text)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
