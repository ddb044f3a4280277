package org.mesophyll.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.websocket.Connector;
import org.mesophyll.client.websocket.TyrusConnector;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.TokenText;
import org.mesophyll.protocol.WorkerId;

/**
 * A worker: keeps a connection to its master, and has a {@link WorkerHandler} do what the master asks
 * ({@code docs/protocol.md}, section 2).
 *
 * <p>Reconnects for ever, with exponential back-off and full jitter. A refusal (an unknown worker, a wrong token, another
 * worker with the same id that takes over) does not end that either: tries go on at the longest back-off, and
 * {@link #status()} says why. Requests of different tenants run at the same time, those of one tenant in order; over the
 * bound on requests in flight a request is refused at once, and an event without an answer dropped. An answer goes to the
 * connection that its request came on, or nowhere.
 *
 * <p>Safe for use by any number of threads. Owns a thread that keeps the connection and, until {@link #close}, the process
 * alive, and daemon threads for deadlines and, unless an executor is given, for the handler.
 */
public final class WorkerClient implements AutoCloseable {
    private final WorkerLoop loop;

    private WorkerClient(WorkerLoop loop) {
        this.loop = loop;
    }

    /** Starts to describe a worker. */
    public static Builder builder() {
        return new Builder();
    }

    /** Describes a worker: URL, worker, token and handler are needed. */
    public static final class Builder {
        private @Nullable MasterUrl url; // confined to the building thread, like all below
        private @Nullable WorkerId worker;
        private @Nullable String token;
        private @Nullable WorkerHandler handler;
        private @Nullable Executor executor;
        private @Nullable Connector connector;
        private LinkEpoch epoch = new LinkEpoch();
        private WorkerListener listener = new WorkerListener() {};
        private ClientSettings.Worker settings = ClientSettings.DEFAULT.worker();
        private LongSupplier nanoClock = System::nanoTime;
        private RandomGenerator random = RandomGenerator.getDefault();

        private Builder() {}

        /**
         * Sets where the master is.
         *
         * @throws IllegalArgumentException if it is no URL of a master, see {@link MasterUrl#parse}
         */
        public Builder url(String newUrl) {
            this.url = MasterUrl.parse(newUrl);
            return this;
        }

        /** Sets which worker this is. */
        public Builder worker(int id) {
            this.worker = new WorkerId(id);
            return this;
        }

        /** Sets the worker's token; it travels in a header and is never logged. */
        public Builder token(String newToken) {
            this.token = TokenText.check("the token", newToken);
            return this;
        }

        /** Sets who does what the master asks. */
        public Builder handler(WorkerHandler newHandler) {
            this.handler = newHandler;
            return this;
        }

        /** Sets who hears of connections; nobody otherwise. */
        public Builder listener(WorkerListener newListener) {
            this.listener = newListener;
            return this;
        }

        /** Sets limits and time-outs; those of {@link ClientSettings#DEFAULT} otherwise. */
        public Builder settings(ClientSettings newSettings) {
            this.settings = newSettings.worker();
            return this;
        }

        /**
         * Sets where the handler runs; on threads of the client otherwise. The executor is not shut down by the client and
         * gets at most {@code max-in-flight} tasks at a time. One that runs a task on the calling thread
         * ({@code Runnable::run}) is the quickest way for a handler that never blocks; one that blocks there holds up all
         * connections of the process, heartbeats included.
         */
        public Builder executor(Executor newExecutor) {
            this.executor = newExecutor;
            return this;
        }

        /**
         * Sets the client by which the handler writes: its writes are this worker's, and the master refuses them once another
         * process has connected as the same worker ({@link StateException.Reason#FENCED}). Without this, or before the first
         * connection, writes are not fenced. The client is not closed with the worker.
         */
        public Builder state(StateClient newState) {
            this.epoch = newState.epoch();
            return this;
        }

        /** Sets the clock that heartbeats and deadlines go by; {@link System#nanoTime()} otherwise. */
        public Builder nanoClock(LongSupplier newNanoClock) {
            this.nanoClock = newNanoClock;
            return this;
        }

        /** Sets what opens connections; Tyrus otherwise. Closed with the client. */
        Builder connector(Connector newConnector) {
            this.connector = newConnector;
            return this;
        }

        /** Sets where the jitter comes from. */
        Builder random(RandomGenerator newRandom) {
            this.random = newRandom;
            return this;
        }

        /**
         * Starts the worker; it connects in the background, see {@link WorkerClient#awaitConnected}.
         *
         * @throws IllegalStateException if URL, worker, token or handler is missing
         */
        public WorkerClient start() {
            if (url == null || worker == null || token == null || handler == null) {
                throw new IllegalStateException("a worker client needs a url, a worker, a token and a handler");
            }
            Connector opened = connector == null
                    ? new TyrusConnector(settings.handshakeTimeout(), settings.maxMessageBytes())
                    : connector;
            WorkerLoop loop = new WorkerLoop(
                    new WorkerLoop.Identity(url, worker, token),
                    new WorkerLoop.Surroundings(
                            opened, nanoClock, random, Optional.ofNullable(executor), listener, epoch),
                    handler,
                    settings);
            loop.start();
            return new WorkerClient(loop);
        }
    }

    /**
     * Waits until a master has greeted.
     *
     * @param within how long at most
     * @return whether the worker is connected; false too if it is closed while waiting
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean awaitConnected(Duration within) throws InterruptedException {
        return loop.awaitConnected(within);
    }

    /** Returns how the worker is doing. */
    public WorkerStatus status() {
        return loop.status();
    }

    /**
     * Runs a task of the handler's own in a tenant's turn, as if the master had asked for it: in order with the tenant's calls, and
     * within the same bounds. The task must not throw.
     *
     * @return whether it will run; false if too much waits, or the worker closes
     */
    public boolean runInTurn(TenantId tenant, Runnable task) {
        return loop.runInTurn(tenant, task);
    }

    /**
     * Tells the master of a line that a tenant's script has logged outside of any {@link ScriptCall}; never blocks. It may be lost:
     * when the worker is not connected, when much waits to be sent, or when the master speaks version 1.
     */
    public void say(TenantId tenant, String line) {
        loop.say(tenant, line);
    }

    /**
     * Takes no more work, finishes what was accepted within the close time-out, sends the answers, says good-bye and ends
     * the threads. Work that is not done in time is interrupted. Returns a few seconds after the close time-out at the
     * latest; must not be called by the handler.
     */
    @Override
    public void close() {
        loop.close();
    }
}
