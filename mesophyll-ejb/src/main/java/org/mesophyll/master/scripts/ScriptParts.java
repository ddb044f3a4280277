package org.mesophyll.master.scripts;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.WorkerArrivals;

/** Makes what runs scripts injectable. */
@ApplicationScoped
public class ScriptParts {
    @EJB
    private JobsLifecycle jobs;

    /** Returns the jobs. */
    @Produces
    public Jobs jobs() {
        return jobs.started();
    }

    /** Returns what runs scripts. */
    @Produces
    @Singleton
    public ScriptRunner runner(Dispatcher dispatcher, WorkerArrivals arrivals) {
        return new ScriptRunner(dispatcher, arrivals, new ScriptAudit(), System::nanoTime);
    }
}
