package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that is not there when the master starts. */
class DatabaseStartTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final PostgresServer server = PostgresServer.shared();
    private final PostgresServer.Target target = server.newDatabase();

    @Test
    void is_waited_for() throws Exception {
        ConfiguredDataSource source = source(target, LONG);
        FutureTask<Connection> first = new FutureTask<>(source::getConnection);
        Thread starting = new Thread(first, "starting");
        server.crash();
        try {
            starting.start();
            Awaitility.await().until(() -> starting.getState() == Thread.State.TIMED_WAITING);
        } finally {
            server.startAgain();
        }

        try (Connection connection = first.get(1, TimeUnit.MINUTES)) {
            assertThat(connection.isValid(20)).isTrue();
        }
    }

    @Test
    void is_not_waited_for_longer_than_it_may_be_or_once_it_has_been_there() throws Exception {
        ConfiguredDataSource patient = source(target, LONG);
        patient.getConnection().close();
        server.crash();
        try {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(source(target, Duration.ZERO)::getConnection)
                    .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("08001"));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(patient::getConnection)
                    .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("08001"));
        } finally {
            server.startAgain();
        }
    }

    @Test
    void is_not_waited_for_if_it_refuses() {
        PostgresServer.Target wrong = new PostgresServer.Target(target.url(), target.user(), "wrong");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(source(wrong, LONG)::getConnection)
                .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"));
    }

    private static ConfiguredDataSource source(PostgresServer.Target target, Duration longestStart) {
        return new ConfiguredDataSource(new DatabaseSettings(
                target.url(),
                target.user(),
                target.password(),
                "",
                new DatabaseSettings.PoolLimits(1, Duration.ofSeconds(1), LONG, 1, longestStart),
                new DatabaseSettings.FindLimits(1, 1),
                new DatabaseSettings.Quota(1, 1, 1, 1),
                0,
                false,
                ""));
    }
}
