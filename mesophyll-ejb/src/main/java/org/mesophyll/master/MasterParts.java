package org.mesophyll.master;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.mesophyll.master.epoch.Epochs;
import org.mesophyll.master.logs.ScriptLogs;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerTokens;
import org.mesophyll.master.state.ChangeListener;
import org.mesophyll.mesh.work.Ticker;

/**
 * Makes the running master's parts injectable, as they are: a container's way through an enterprise bean costs more than a
 * dispatch does (ADR 12).
 */
@ApplicationScoped
public class MasterParts {
    @EJB
    private MasterLifecycle lifecycle;

    /** Returns what sends to workers. */
    @Produces
    public Dispatcher dispatcher() {
        return lifecycle.started().dispatcher();
    }

    /** Returns the settings. */
    @Produces
    public MasterSettings settings() {
        return lifecycle.started().settings();
    }

    /** Returns the meters. */
    @Produces
    public MasterMetrics metrics() {
        return lifecycle.started().metrics();
    }

    /** Returns the registered workers. */
    @Produces
    public WorkerTokens tokens() {
        return lifecycle.started().tokens();
    }

    /** Returns the live connections. */
    @Produces
    public ConnectionRegistry registry() {
        return lifecycle.started().registry();
    }

    /** Returns what says which connection of a worker still counts. */
    @Produces
    public Epochs epochs() {
        return lifecycle.started().epochs();
    }

    /** Returns what lets requests wait for workers. */
    @Produces
    public WorkerArrivals arrivals() {
        return lifecycle.started().arrivals();
    }

    /** Returns what tenants' scripts have logged lately. */
    @Produces
    public ScriptLogs logs() {
        return lifecycle.started().logs();
    }

    /** Returns what ticks links. */
    @Produces
    public Ticker ticker() {
        return lifecycle.started().ticker();
    }

    /** Returns what tells workers of changes. */
    @Produces
    public ChangeListener notices() {
        return lifecycle.started().notices();
    }

    /** Returns what operators do to workers. */
    @Produces
    public WorkerAdministration administration() {
        return lifecycle.started().administration();
    }
}
