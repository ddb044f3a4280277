package org.mesophyll.master;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.epoch.EpochStore;
import org.mesophyll.master.epoch.Epochs;
import org.mesophyll.master.registry.TokenStore;
import org.mesophyll.master.state.ContainerTransactions;
import org.mesophyll.master.state.DataDirectory;
import org.mesophyll.master.state.DatabaseSettings;
import org.mesophyll.master.state.Migrations;

/** Starts the master with the application and stops it with the application. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class MasterLifecycle {
    private static final System.Logger LOG = System.getLogger(MasterLifecycle.class.getName());

    @Resource(lookup = ContainerTransactions.DATA_SOURCE)
    private DataSource dataSource;

    @Inject
    private TokenStore tokenStore;

    @Inject
    private EpochStore epochStore;

    @Inject
    private Event<WorkerConnected> connectedEvents;

    @Inject
    private Event<WorkerGone> goneEvents;

    private volatile @Nullable Master master; // written by the container's start and stop

    @PostConstruct
    void start() {
        MasterSettings settings = MasterSettings.from(ConfigProvider.getConfig());
        Migrations.run(dataSource, DatabaseSettings.from(ConfigProvider.getConfig()));
        DataDirectory.closeFiles(ConfigProvider.getConfig());
        master = new Master(
                settings, tokenStore, new Epochs(epochStore.raise()), new Firing(connectedEvents, goneEvents));
        LOG.log(
                Level.INFO,
                () -> "the master has started: " + settings.workerCount().value() + " workers share the tenants");
    }

    @PreDestroy
    void stop() {
        started().close();
        LOG.log(Level.INFO, "the master has stopped");
    }

    /** Returns the running master. For the application alone; public, for an enterprise bean hides everything else. */
    public Master started() {
        Master running = master;
        if (running == null) {
            throw new IllegalStateException("the master has not started");
        }
        return running;
    }

    /** Turns notifications into CDI events. */
    private record Firing(Event<WorkerConnected> connectedEvents, Event<WorkerGone> goneEvents)
            implements Master.WorkerNotifications {
        @Override
        public void onConnected(WorkerConnected event) {
            connectedEvents.fire(event);
        }

        @Override
        public void onGone(WorkerGone event) {
            goneEvents.fire(event);
        }
    }
}
