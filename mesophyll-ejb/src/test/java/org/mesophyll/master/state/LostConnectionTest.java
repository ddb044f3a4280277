package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** A database that cuts its connections, as one does that is started anew. */
@ParameterizedClass
@EnumSource(names = {"POSTGRES_HIBERNATE", "POSTGRES_ECLIPSELINK"})
class LostConnectionTest extends StateTest {
    private static final TenantId TENANT = TenantId.guild(1);
    private static final Scopes SCOPES = Scopes.of("a");
    private static final long TRUSTED = ReconnectingConnection.TRUSTED.toNanos();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger opened = new AtomicInteger();

    LostConnectionTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {}

    @Test
    void is_used_on_by_whoever_reads_or_writes_next() {
        KvService keyValues = state.keyValues();
        TenantStateService tenantStates = state.tenantStates();
        keyValues.set(TENANT, SCOPES, "k", Value.of(1));
        tenantStates.set(TENANT, new TenantState(Set.of("A"), Json.emptyObject()));

        cutAll();
        assertThat(keyValues.get(TENANT, SCOPES, "k").orElseThrow().value()).isEqualTo(Value.of(1));
        cutAll();
        keyValues.set(TENANT, SCOPES, "k", Value.of(2));
        cutAll();
        TenantState second = new TenantState(Set.of("B"), Json.emptyObject());
        tenantStates.set(TENANT, second);
        cutAll();

        assertThat(tenantStates.get(TENANT)).contains(second);
        assertThat(keyValues.get(TENANT, SCOPES, "k").orElseThrow().value()).isEqualTo(Value.of(2));
    }

    @Test
    void one_that_has_rested_is_asked_before_work_and_has_its_settings_again() throws SQLException {
        Losses losses = new Losses(nanos::get);
        try (Connection connection = open(losses)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            connection.setAutoCommit(true);
            cutAll();
            nanos.addAndGet(TRUSTED);

            assertThat(answerOf(connection, "show transaction_isolation")).isEqualTo("serializable");

            assertThat(opened).hasValue(2);
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @Test
    void one_that_was_just_used_fails_once_and_has_the_others_asked() throws SQLException {
        Losses losses = new Losses(nanos::get);
        try (Connection first = open(losses);
                Connection second = open(losses)) {
            cutAll();
            assertThatThrownBy(() -> answerOf(first, "select 'a'")).isInstanceOf(SQLException.class);

            assertThat(answerOf(first, "select 'b'")).isEqualTo("b");
            assertThat(answerOf(second, "select 'c'")).isEqualTo("c");

            assertThat(opened).hasValue(4);
        }
    }

    @Test
    void no_other_takes_its_place_in_a_transaction() throws SQLException {
        try (Connection connection = open(new Losses(nanos::get))) {
            connection.setAutoCommit(false);
            assertThat(answerOf(connection, "select 'a'")).isEqualTo("a");
            cutAll();
            nanos.addAndGet(TRUSTED);

            assertThatThrownBy(() -> answerOf(connection, "select 'b'")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> answerOf(connection, "select 'b'")).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);

            assertThat(answerOf(connection, "select 'c'")).isEqualTo("c");
            assertThat(connection.getAutoCommit()).isFalse();
            connection.rollback();
        }
    }

    @Test
    void one_that_its_owner_has_closed_stays_closed() throws SQLException {
        Connection connection = open(new Losses(nanos::get));

        connection.close();

        assertThat(connection.isClosed()).isTrue();
        assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
        assertThat(opened).hasValue(1);
    }

    @Test
    void where_no_other_can_be_made_the_next_one_tries_again() throws SQLException {
        AtomicInteger refusals = new AtomicInteger();
        ReconnectingConnection.Opener opener = () -> {
            if (refusals.getAndDecrement() > 0) {
                throw new SQLException("the database is away", "08001");
            }
            return plain();
        };
        try (Connection connection = ReconnectingConnection.open(opener, new Losses(nanos::get), nanos::get)) {
            cutAll();
            nanos.addAndGet(TRUSTED);
            refusals.set(1);

            assertThatThrownBy(() -> answerOf(connection, "select 'a'")).hasMessage("the database is away");
            assertThat(answerOf(connection, "select 'b'")).isEqualTo("b");
        }
    }

    @Test
    void a_transaction_whose_commit_is_not_answered_is_not_run_again() {
        AtomicInteger runs = new AtomicInteger();
        Attempts attempts = new Attempts(state.settings.pool());
        SqlTransactions transactions = new SqlTransactions(state.dataSource, CommitSync.NONE, attempts);

        assertThatThrownBy(() -> transactions.write(sql -> {
                    runs.incrementAndGet();
                    sql.changeEach("update tenant_state set version = 0 where version = ?", List.of(List.of(-1L)));
                    cutAll();
                    return "";
                }))
                .isInstanceOf(StateUnavailableException.class);

        assertThat(runs).hasValue(1);
    }

    private Connection open(Losses losses) throws SQLException {
        return ReconnectingConnection.open(this::plain, losses, nanos::get);
    }

    private Connection plain() throws SQLException {
        opened.incrementAndGet();
        DatabaseSettings settings = state.settings;
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    private static String answerOf(Connection connection, String question) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Cuts all connections to the database but the one that says so. */
    private void cutAll() {
        DatabaseSettings settings = state.settings;
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid, 10000) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
