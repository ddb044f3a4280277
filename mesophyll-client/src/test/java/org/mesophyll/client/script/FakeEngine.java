package org.mesophyll.client.script;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** Runs scripts whose code is a command: {@code wait}, {@code fail}, {@code dispatch} itself, {@code log} a line, {@code break}, or a text to answer. */
final class FakeEngine implements ScriptEngine {
    static final String WAIT = "wait";
    static final String FAIL = "fail";
    static final String DISPATCH = "dispatch";
    static final String LOG = "log";
    static final String BREAK = "break";
    static final long IDLE_BYTES = 1 << 20;

    private final List<Vm> opened = new CopyOnWriteArrayList<>();

    @Override
    public String language() {
        return "commands";
    }

    @Override
    public ScriptVm open(TenantId tenant, HostApi host, VmLimits limits) {
        Vm vm = new Vm(host);
        opened.add(vm);
        return vm;
    }

    List<Vm> opened() {
        return opened;
    }

    Vm last() {
        return opened.get(opened.size() - 1);
    }

    static final class Vm implements ScriptVm {
        private final HostApi host;
        private final List<String> loaded = new ArrayList<>(); // confined to the thread of the call
        private final List<String> handled = new CopyOnWriteArrayList<>();
        private final CountDownLatch running = new CountDownLatch(1);
        private final CountDownLatch stopped = new CountDownLatch(1);
        private volatile boolean closed; // written once

        private Vm(HostApi host) {
            this.host = host;
        }

        @Override
        public ScriptOutcome load(Script script) {
            loaded.add(script.name());
            return run(script);
        }

        @Override
        public ScriptOutcome run(Script script, Event event) {
            return run(script);
        }

        @Override
        public ScriptOutcome handle(Event event) {
            handled.add(event.name());
            return event.data() instanceof EventData.OfValue data && data.value() instanceof Value.Text code
                    ? run(new Script("event", code.value()))
                    : new ScriptOutcome.Returned(Value.of("handled " + event.name()));
        }

        private ScriptOutcome run(Script script) {
            if (!isUsable()) {
                return failed(Kind.STOPPED, "stopped before");
            }
            running.countDown();
            return switch (script.code()) {
                case WAIT -> {
                    awaitStop();
                    yield failed(Kind.STOPPED, "stopped");
                }
                case DISPATCH -> callHost(DISPATCH, Value.of("Greet"), Value.of(DISPATCH));
                case LOG -> callHost(LOG, Value.of("a line"));
                case BREAK -> throw new OutOfMemoryError("of a test");
                case FAIL ->
                    new ScriptOutcome.Failed(new ScriptFailure(Kind.RUNTIME, "no", script.name() + ":1", "in line 1"));
                default -> new ScriptOutcome.Returned(Value.of(script.code()));
            };
        }

        private ScriptOutcome callHost(String name, Value... arguments) {
            HostApi.Function function = host.functions().get(name);
            if (function == null) {
                return failed(Kind.RUNTIME, "no function " + name);
            }
            try {
                function.call(List.of(arguments));
                return new ScriptOutcome.Returned(Value.of("sent"));
            } catch (HostRefusal | InterruptedException e) {
                return failed(Kind.RUNTIME, String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void stop() {
            stopped.countDown();
        }

        @Override
        public long memoryBytes() {
            return IDLE_BYTES;
        }

        @Override
        public boolean isUsable() {
            return !closed && stopped.getCount() > 0;
        }

        @Override
        public void close() {
            closed = true;
        }

        boolean isClosed() {
            return closed;
        }

        List<String> handled() {
            return handled;
        }

        List<String> loaded() {
            return loaded;
        }

        void awaitRunning() throws InterruptedException {
            if (!running.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing ran");
            }
        }

        private void awaitStop() {
            try {
                if (!stopped.await(10, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody stopped it");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static ScriptOutcome failed(Kind kind, String message) {
            return new ScriptOutcome.Failed(ScriptFailure.of(kind, message));
        }
    }
}
