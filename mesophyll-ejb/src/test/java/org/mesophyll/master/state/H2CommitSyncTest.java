package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit gives the directory
class H2CommitSyncTest {
    @TempDir
    Path directory;

    @Test
    void what_was_committed_is_in_the_file_once_the_call_returns() throws Exception {
        PooledDataSource dataSource = neverWritingByItself();
        H2CommitSync sync = new H2CommitSync(dataSource);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (n int)");
            sync.afterCommit();
            connection.setAutoCommit(false);

            statement.execute("insert into t values (1)");
            connection.commit();
            int before = rowsInCopy("before");
            sync.afterCommit();
            int after = rowsInCopy("after");

            assertThat(before)
                    .as("H2 must not write by itself, or this test says nothing")
                    .isZero();
            assertThat(after).isEqualTo(1);
        } finally {
            dataSource.close();
        }
    }

    @Test
    void many_committers_share_the_calls_and_each_finds_its_own_row() throws Exception {
        PooledDataSource dataSource = neverWritingByItself();
        H2CommitSync sync = new H2CommitSync(dataSource);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (n int)");
            List<Future<?>> committers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                committers.add(threads.submit(() -> {
                    insert(dataSource);
                    sync.afterCommit();
                }));
            }
            for (Future<?> committer : committers) {
                committer.get(30, TimeUnit.SECONDS);
            }
            assertThat(rowsInCopy("copy")).isEqualTo(64);
        } finally {
            threads.shutdownNow();
            dataSource.close();
        }
    }

    private static void insert(PooledDataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into t values (1)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private PooledDataSource neverWritingByItself() {
        JdbcDataSource file = new JdbcDataSource();
        file.setURL("jdbc:h2:file:" + directory.resolve("live") + ";WRITE_DELAY=3600000");
        return new PooledDataSource(file);
    }

    /** Counts as a server would that starts from the file as it is now. */
    private int rowsInCopy(String name) throws Exception {
        Files.copy(directory.resolve("live.mv.db"), directory.resolve(name + ".mv.db"));
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + directory.resolve(name));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from t")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
