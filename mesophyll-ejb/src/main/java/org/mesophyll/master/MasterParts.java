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

    @Produces
    MasterSettings settings() {
        return lifecycle.started().settings();
    }

    @Produces
    MasterMetrics metrics() {
        return lifecycle.started().metrics();
    }

    @Produces
    WorkerTokens tokens() {
        return lifecycle.started().tokens();
    }

    @Produces
    ConnectionRegistry registry() {
        return lifecycle.started().registry();
    }

    @Produces
    WorkerAdministration administration() {
        return lifecycle.started().administration();
    }
}
