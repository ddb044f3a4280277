package org.mesophyll.master;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerTokens;

/** Makes the running master's parts injectable; the {@link Dispatcher} is an EJB of its own. */
@ApplicationScoped
public class MasterParts {
    @EJB
    private MasterLifecycle lifecycle;

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

    /** Returns what operators do to workers. */
    @Produces
    public WorkerAdministration administration() {
        return lifecycle.started().administration();
    }
}
