package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** No statement waits for ever, on either database. */
@ParameterizedClass
@EnumSource(names = {"H2_HIBERNATE", "POSTGRES_HIBERNATE"})
class StatementTimeoutTest extends StateTest {
    private final Backend backend;

    StatementTimeoutTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    @Override
    void prepare() {}

    @Test
    void a_statement_that_takes_too_long_is_ended_and_its_connection_can_be_used_on() throws SQLException {
        DatabaseSettings settings = state.settings;
        ConfiguredDataSource source = new ConfiguredDataSource(new DatabaseSettings(
                settings.url(),
                settings.user(),
                settings.password(),
                settings.schema(),
                new DatabaseSettings.PoolLimits(1, Duration.ofSeconds(1), Duration.ofMillis(200), 1, Duration.ZERO),
                settings.find(),
                settings.quota(),
                settings.stateMemoryBytes(),
                settings.syncCommits(),
                settings.purchaseUrl()));
        String endless =
                backend.isPostgres() ? "select pg_sleep(600)" : "select sum(x) from system_range(1, 1000000000000)";

        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.executeQuery(endless))
                    .satisfies(ended -> assertThat(ended.getSQLState()).startsWith("57014"));
            try (ResultSet one = statement.executeQuery("select 1")) {
                assertThat(one.next()).isTrue();
            }
        }
    }
}
