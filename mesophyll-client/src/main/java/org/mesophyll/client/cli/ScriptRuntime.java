package org.mesophyll.client.cli;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mesophyll.client.ClientSettings;
import org.mesophyll.client.SettingReader;
import org.mesophyll.client.StateClient;
import org.mesophyll.client.WorkerClient;
import org.mesophyll.client.WorkerHandler;
import org.mesophyll.client.script.ScriptEngine;
import org.mesophyll.client.script.ScriptSettings;
import org.mesophyll.client.script.ScriptThreads;
import org.mesophyll.client.script.ScriptWorker;
import org.mesophyll.client.script.StandardHost;
import org.mesophyll.client.script.StatePrograms;

/** What a worker needs to run scripts; ends all of it when it is closed. */
final class ScriptRuntime implements AutoCloseable {
    private static final String TENANT_BOUND = "mesophyll.client.worker.max-in-flight-per-tenant";
    private static final String USUAL_TENANT_BOUND = "64";

    private final StateClient state;
    private final ScriptWorker worker;
    private final ExecutorService threads;

    ScriptRuntime(ScriptEngine engine, StateClient.Builder client, ClientSettings settings) {
        ScriptSettings scripts = ScriptSettings.from(SettingReader.PROCESS);
        this.state = client.settings(settings).build();
        this.worker = new ScriptWorker(
                engine,
                new StatePrograms(state, scripts.capabilities(), scripts.programAge()),
                new StandardHost(state, scripts.hostCallsPerSecond()),
                scripts);
        this.threads = Executors.newFixedThreadPool(settings.worker().threads(), new ScriptThreads());
    }

    /** Returns this process's settings; unless they say otherwise a tenant may not take all places in the queue. */
    static ClientSettings settings() {
        return ClientSettings.from(key -> SettingReader.PROCESS
                .find(key)
                .or(() -> key.equals(TENANT_BOUND) ? Optional.of(USUAL_TENANT_BOUND) : Optional.empty()));
    }

    WorkerHandler handler() {
        return worker;
    }

    /** Sets what is run when the process is to be started again; see {@link ScriptWorker#onSpent}. */
    void onSpent(Runnable action) {
        worker.onSpent(action);
    }

    /** Takes note that the client is connected for the first time. */
    void begin(WorkerClient client) {
        worker.begin(client::runInTurn, client::say);
    }

    /** Returns the client by which scripts read and write. */
    StateClient state() {
        return state;
    }

    Executor threads() {
        return threads;
    }

    /** Stops what runs; after the connection's end. */
    @Override
    public void close() {
        worker.close();
        threads.shutdownNow();
        state.close();
    }
}
