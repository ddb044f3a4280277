package org.mesophyll.master.state;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJBContext;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.function.Predicate;

/**
 * The server's transactions, for {@link Transactions}; not for use by anyone else.
 *
 * <p>An enterprise bean, because it brings its own naming and transaction context to threads that have none. Safe for use by any
 * number of threads: what is injected stands for the caller's transaction.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@DataSourceDefinition(
        name = ContainerTransactions.DATA_SOURCE,
        className = "org.mesophyll.master.state.ConfiguredDataSource",
        url = "configured",
        minPoolSize = 1,
        initialPoolSize = 1,
        maxPoolSize = DatabaseSettings.MAX_CONNECTIONS)
@DataSourceDefinition(
        name = ContainerTransactions.SQL_DATA_SOURCE,
        className = "org.mesophyll.master.state.ConfiguredDataSource",
        url = "configured",
        transactional = false,
        minPoolSize = 1,
        initialPoolSize = 1,
        maxPoolSize = DatabaseSettings.MAX_CONNECTIONS)
@SuppressWarnings("NullAway.Init") // the server injects before the first call
public class ContainerTransactions {
    /** Where the application's data source is found. */
    public static final String DATA_SOURCE = "java:app/jdbc/mesophyll";

    /** Where the same database is found without the server's transactions. */
    static final String SQL_DATA_SOURCE = "java:app/jdbc/mesophyll-sql";

    @PersistenceContext(unitName = "mesophyll")
    private EntityManager entityManager;

    @Resource
    private EJBContext context;

    /** Runs the work in a new transaction, which is rolled back if it says false. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void run(Predicate<EntityManager> work) {
        if (!work.test(entityManager)) {
            context.setRollbackOnly();
        }
    }
}
