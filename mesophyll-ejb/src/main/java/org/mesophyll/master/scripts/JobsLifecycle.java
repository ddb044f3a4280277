package org.mesophyll.master.scripts;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.time.Clock;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.WorkerArrivals;
import org.mesophyll.master.logs.ScriptLogs;
import org.mesophyll.master.state.JobStore;

/** Starts jobs with the application, once the master has started, and stops them before it stops. */
@Singleton
@Startup
@DependsOn("MasterLifecycle")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class JobsLifecycle {
    @Inject
    private JobStore store;

    @Inject
    private ScriptRunner runner;

    @Inject
    private Dispatcher dispatcher;

    @Inject
    private WorkerArrivals arrivals;

    @Inject
    private ScriptLogs logs;

    private volatile @Nullable Jobs jobs; // written by the container's start

    @PostConstruct
    void start() {
        JobSettings settings = JobSettings.from(ConfigProvider.getConfig());
        Jobs started =
                new Jobs(store, runner, dispatcher, arrivals, logs, settings, Clock.systemUTC(), System::nanoTime);
        started.start();
        jobs = started;
    }

    @PreDestroy
    void stop() {
        started().close();
    }

    /** Returns the jobs. For the application alone; public, for an enterprise bean hides everything else. */
    public Jobs started() {
        Jobs running = jobs;
        if (running == null) {
            throw new IllegalStateException("the jobs have not started");
        }
        return running;
    }
}
