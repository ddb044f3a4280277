package org.mesophyll.master.state;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.Persistence;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.mesophyll.protocol.WorkerCount;

/** The services over a database, outside of a server: transactions are those of the entity manager. */
final class TestState implements AutoCloseable {
    static final int FIND_LIMIT = 3000;
    static final long FIND_BYTES = 4 * 1024 * 1024;
    static final long STATE_MEMORY = 1024 * 1024;
    static final WorkerCount WORKERS = new WorkerCount(3);

    final TestClock clock = new TestClock();
    final DatabaseSettings settings;
    final PooledDataSource dataSource;
    final EntityManagerFactory factory;
    final Attempts attempts;
    final Transactions transactions;
    final SqlTransactions sqlTransactions;
    TenantStateMemory memory = new TenantStateMemory(STATE_MEMORY, System::nanoTime); // of the service made last
    final HeardChanges changes = new HeardChanges();

    private TestState(String provider, DatabaseSettings settings) {
        this.settings = settings;
        this.dataSource = new PooledDataSource(new ConfiguredDataSource(settings));
        Migrations.run(dataSource, settings);
        this.factory = Persistence.createEntityManagerFactory(
                "mesophyll-test",
                Map.of(
                        "jakarta.persistence.provider", provider,
                        "jakarta.persistence.nonJtaDataSource", dataSource,
                        "eclipselink.logging.level", "OFF"));
        CommitSync sync = settings.isH2() && settings.syncCommits() ? new H2CommitSync(dataSource) : CommitSync.NONE;
        this.attempts = new Attempts(
                settings.pool(),
                settings.isH2()
                        ? CommitFates.UNKNOWN
                        : new PostgresFates(dataSource, Duration.ofSeconds(5), System::nanoTime));
        this.transactions = new Transactions(this::run, sync, attempts);
        this.sqlTransactions = new SqlTransactions(dataSource, sync, attempts);
    }

    static TestState open(String provider, PostgresServer.Target target) {
        DatabaseSettings settings = new DatabaseSettings(
                target.url(),
                target.user(),
                target.password(),
                "",
                new DatabaseSettings.PoolLimits(32, Duration.ofSeconds(30), Duration.ofMinutes(1), 64, Duration.ZERO),
                new DatabaseSettings.FindLimits(FIND_LIMIT, FIND_BYTES),
                new DatabaseSettings.Quota(10_000_000, 1L << 40, 10_000, 1000),
                STATE_MEMORY,
                false,
                "https://shop.example/{scope}/{key}?v={version}");
        return new TestState(provider, settings);
    }

    KvService keyValues() {
        return new KvService(sqlTransactions, clock, settings, changes, () -> {});
    }

    KvService keyValues(DatabaseSettings.Quota quota) {
        return new KvService(sqlTransactions, clock, with(quota), changes, () -> {});
    }

    private DatabaseSettings with(DatabaseSettings.Quota quota) {
        return new DatabaseSettings(
                settings.url(),
                settings.user(),
                settings.password(),
                settings.schema(),
                settings.pool(),
                settings.find(),
                quota,
                settings.stateMemoryBytes(),
                settings.syncCommits(),
                settings.purchaseUrl());
    }

    TenantStateService tenantStates() {
        return tenantStates(sqlTransactions);
    }

    TenantStateService tenantStates(SqlTransactions over) {
        memory = new TenantStateMemory(STATE_MEMORY, System::nanoTime);
        return new TenantStateService(over, clock, WORKERS, changes, memory);
    }

    GlobalKvService globalKeyValues(DatabaseSettings.Quota quota) {
        return new GlobalKvService(transactions, clock, with(quota), changes, () -> {});
    }

    GlobalKvService globalKeyValues() {
        return new GlobalKvService(transactions, clock, settings, changes, () -> {});
    }

    JobStore jobs() {
        return new JobStore(sqlTransactions);
    }

    WorkerTokenStore workerTokens() {
        return new WorkerTokenStore(transactions, clock);
    }

    /** Runs work as {@link TransactionRunner} says. */
    void run(Predicate<EntityManager> work) {
        try (EntityManager em = factory.createEntityManager()) {
            EntityTransaction transaction = em.getTransaction();
            transaction.begin();
            boolean commit = false;
            try {
                commit = work.test(em);
            } finally {
                if (commit) {
                    transaction.commit();
                } else {
                    transaction.rollback();
                }
            }
        }
    }

    @Override
    public void close() {
        factory.close();
        dataSource.close();
    }
}
