package org.mesophyll.master.state;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.protocol.WorkerCount;

/** Makes this package's services injectable, with the server's transactions and data source under them. */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // the server injects before the first call
public class StateBeans {
    private static final String WORKER_COUNT = "mesophyll.worker-count";
    private static final int DEFAULT_WORKERS = 2;
    private static final Duration PATIENCE_IN_DOUBT = Duration.ofSeconds(5);

    @EJB
    private ContainerTransactions container;

    @Resource(lookup = ContainerTransactions.DATA_SOURCE)
    private DataSource dataSource;

    @Resource(lookup = ContainerTransactions.SQL_DATA_SOURCE)
    private DataSource sqlDataSource;

    @Produces
    @Singleton
    DatabaseSettings settings() {
        return DatabaseSettings.from(ConfigProvider.getConfig());
    }

    @Produces
    @Singleton
    Attempts attempts(DatabaseSettings settings) {
        return new Attempts(
                settings.pool(),
                settings.isH2()
                        ? CommitFates.UNKNOWN
                        : new PostgresFates(sqlDataSource, PATIENCE_IN_DOUBT, System::nanoTime));
    }

    @Produces
    @Singleton
    CommitSync commitSync(DatabaseSettings settings) {
        return settings.isH2() && settings.syncCommits() ? new H2CommitSync(dataSource) : CommitSync.NONE;
    }

    @Produces
    @Singleton
    Transactions transactions(CommitSync sync, Attempts attempts) {
        return new Transactions(container::run, sync, attempts);
    }

    @Produces
    @Singleton
    SqlTransactions sqlTransactions(CommitSync sync, Attempts attempts) {
        return new SqlTransactions(sqlDataSource, sync, attempts);
    }

    /** With attempts of its own: those of tenants' requests may use all connections for a while. */
    @Produces
    @Singleton
    DatabaseProbe probe(DatabaseSettings settings) {
        return new DatabaseProbe(new SqlTransactions(sqlDataSource, CommitSync.NONE, new Attempts(settings.pool())));
    }

    void close(@Disposes DatabaseProbe probe) {
        probe.close();
    }

    @Produces
    @Singleton
    KvService keyValues(
            SqlTransactions transactions, DatabaseSettings settings, ChangeListener changes, MasterMetrics metrics) {
        return new KvService(transactions, Clock.systemUTC(), settings, changes, metrics::quotaRefused);
    }

    @Produces
    @Singleton
    TenantStateService tenantStates(
            SqlTransactions transactions, DatabaseSettings settings, ChangeListener changes, MasterMetrics metrics) {
        Config config = ConfigProvider.getConfig();
        int workers = config.getOptionalValue(WORKER_COUNT, Integer.class).orElse(DEFAULT_WORKERS);
        TenantStateMemory memory = new TenantStateMemory(settings.stateMemoryBytes(), System::nanoTime);
        metrics.gauge("mesophyll.state.memory.bytes", "Bytes of tenants' states in memory", memory::bytes);
        return new TenantStateService(transactions, Clock.systemUTC(), new WorkerCount(workers), changes, memory);
    }

    @Produces
    @Singleton
    GlobalKvService globalKeyValues(
            Transactions transactions, DatabaseSettings settings, ChangeListener changes, MasterMetrics metrics) {
        return new GlobalKvService(transactions, Clock.systemUTC(), settings, changes, metrics::quotaRefused);
    }

    @Produces
    @Singleton
    JobStore jobs(SqlTransactions transactions) {
        return new JobStore(transactions);
    }

    @Produces
    @Singleton
    LinkEpochStore linkEpochs(SqlTransactions transactions) {
        return new LinkEpochStore(transactions);
    }

    @Produces
    @Singleton
    WorkerTokenStore workerTokens(Transactions transactions) {
        return new WorkerTokenStore(transactions, Clock.systemUTC());
    }
}
