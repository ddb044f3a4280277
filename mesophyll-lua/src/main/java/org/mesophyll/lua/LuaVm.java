package org.mesophyll.lua;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.script.EventValue;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.HostRefusal;
import org.mesophyll.client.script.LimitExceeded;
import org.mesophyll.client.script.Script;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.client.script.ScriptOutcome;
import org.mesophyll.client.script.ScriptVm;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

/**
 * One tenant's Lua.
 *
 * <p>Everything that may raise a Lua error runs in a function of the host that Lua calls protectedly. What runs is stopped by
 * an interrupt of its thread: the compiled interpreter looks for one at every loop and call, so that no script can catch it.
 * The interpreter is left as it stands then, and not used again.
 */
final class LuaVm implements ScriptVm {
    private static final System.Logger LOG = System.getLogger(LuaVm.class.getName());
    private static final Guard BREAKS = new Guard(LOG, "the interpreter of a tenant broke and is given up");
    private static final Guard FAILURES = new Guard(LOG, "a function for scripts failed");
    private static final byte[] PRELUDE = prelude();
    /** Places on the main stack that keep what every call needs. */
    private static final int BODY_INDEX = 1;

    private static final int MESSAGE_HANDLER_INDEX = 2;

    private final VmLimits limits;
    private final Interpreter interpreter;
    private final LuaApi api;
    private final int state;
    private final List<HostFunction> functions = new ArrayList<>(); // by the ids that their closures hold
    private final StopSwitch stopSwitch = new StopSwitch();
    private Body body = stack -> Value.ofNull(); // confined to the machine's thread, like all below
    private Value answer = Value.ofNull();
    private @Nullable ScriptFailure failure;
    private String trace = "";
    private int kinds;
    private int handle;
    private int environment;
    private volatile boolean usable = true; // written by the machine's thread

    /** Something that a closure of Lua's stands for; returns how many results it has pushed. */
    private interface HostFunction {
        int call(int stack) throws LuaError, InterruptedException;
    }

    /** What a protected call does; returns its answer. */
    private interface Body {
        Value call(int stack) throws LuaError;
    }

    LuaVm(HostApi host, VmLimits limits) {
        this.limits = limits;
        this.interpreter = new Interpreter(limits.memoryBytes(), this::dispatch);
        this.api = interpreter.api();
        this.state = interpreter.state();
        pushFunction(state, this::runBody);
        pushFunction(state, this::explain);
        ScriptOutcome ready = protect(stack -> prepare(stack, host));
        if (ready instanceof ScriptOutcome.Failed failed) {
            throw new IllegalStateException("the prelude failed: " + failed.failure());
        }
    }

    @Override
    public ScriptOutcome load(Script script) {
        return protect(stack -> {
            compile(stack, script);
            api.call(stack, 0, 0);
            return Value.ofNull();
        });
    }

    @Override
    public ScriptOutcome run(Script script, Event event) {
        return protect(stack -> {
            compileExpressionOrChunk(stack, script);
            int chunk = api.top(stack);
            api.rawGetAt(stack, LuaApi.REGISTRY, environment);
            pushEvent(stack, event);
            api.call(stack, 1, 1);
            api.setEnvironment(stack, chunk);
            api.call(stack, 0, 1);
            return take(stack);
        });
    }

    @Override
    public ScriptOutcome handle(Event event) {
        return protect(stack -> {
            api.rawGetAt(stack, LuaApi.REGISTRY, handle);
            pushEvent(stack, event);
            api.call(stack, 1, 1);
            return take(stack);
        });
    }

    @Override
    public void stop() {
        stopSwitch.stop();
    }

    @Override
    public long memoryBytes() {
        return interpreter.memoryBytes();
    }

    @Override
    public boolean isUsable() {
        return usable && !stopSwitch.isStopped();
    }

    @Override
    public void close() {
        usable = false; // the memory goes with the object
    }

    private ScriptOutcome protect(Body newBody) {
        if (!usable || !stopSwitch.begin()) {
            return failed(Kind.STOPPED, "the machine is closed");
        }
        body = newBody;
        failure = null;
        trace = "";
        try {
            api.copyToTop(state, BODY_INDEX);
            int status = api.protectedCall(state, 0, 0, MESSAGE_HANDLER_INDEX);
            ScriptOutcome outcome = status == LuaApi.OK ? new ScriptOutcome.Returned(answer) : failed(status);
            api.setTop(state, MESSAGE_HANDLER_INDEX);
            return outcome;
        } catch (Throwable e) { // of a host function, of the engine or of the JVM: the interpreter stands anywhere
            usable = false;
            return broken(e);
        } finally {
            stopSwitch.end();
        }
    }

    /** Says why the interpreter was left as it stood. */
    private ScriptOutcome broken(Throwable cause) {
        if (cause instanceof HostStopped
                || stopSwitch.isStopped()
                || Thread.currentThread().isInterrupted()) {
            return failed(Kind.STOPPED, "the script was stopped");
        }
        if (cause instanceof StackOverflowError || cause.getCause() instanceof StackOverflowError) {
            return failed(Kind.LIMIT, "calls: they are nested deeper than the thread's stack allows");
        }
        if (cause instanceof OutOfMemoryError) {
            return failed(Kind.LIMIT, "memory: the process has not as much as the script takes");
        }
        BREAKS.report(cause);
        return failed(Kind.RUNTIME, "the interpreter broke: " + cause.getClass().getSimpleName());
    }

    private ScriptOutcome failed(int status) {
        if (status == LuaApi.ERROR_MEMORY) {
            return failed(Kind.LIMIT, "memory: the limit is " + limits.memoryBytes() + " bytes");
        }
        String error = LuaText.lenient(api.toText(state, -1));
        ScriptFailure noted = failure; // which the script may have caught before it raised another
        Kind kind = noted == null || !error.contains(noted.message()) ? Kind.RUNTIME : noted.kind();
        return new ScriptOutcome.Failed(LuaTrace.failure(kind, error, trace));
    }

    private static ScriptOutcome failed(Kind kind, String message) {
        return new ScriptOutcome.Failed(ScriptFailure.of(kind, message));
    }

    /** Runs the function of a closure; what it raises becomes an error of the script. */
    private int dispatch(int stack) {
        try {
            return functions
                    .get((int) api.toInteger(stack, LuaApi.FIRST_UPVALUE))
                    .call(stack);
        } catch (LuaError e) {
            throw raise(stack, e);
        } catch (InterruptedException e) {
            throw new HostStopped();
        }
    }

    private LongJump raise(int stack, LuaError error) {
        if (error.kind() != Kind.RUNTIME) {
            failure = ScriptFailure.of(error.kind(), error.reason());
        }
        api.where(stack, 1);
        try {
            api.pushText(stack, LuaText.bytes(error.reason()));
        } catch (LuaError e) {
            return api.raise(stack); // no memory for the text: the place alone
        }
        api.concat(stack, 2);
        return api.raise(stack);
    }

    private int runBody(int stack) throws LuaError {
        answer = Value.ofNull();
        answer = body.call(stack);
        return 0;
    }

    /** Notes the calls of a script that raised an error, and makes the error a text. */
    private int explain(int stack) {
        api.traceback(stack);
        trace = LuaText.lenient(api.toText(stack, -1));
        api.describe(stack, 1);
        return 1;
    }

    private Value prepare(int stack, HostApi host) throws LuaError {
        compile(stack, PRELUDE, "prelude");
        api.call(stack, 0, 4);
        int install = api.top(stack);
        for (var function : host.functions().entrySet()) {
            api.copyToTop(stack, install);
            api.pushText(stack, LuaText.bytes(function.getKey()));
            pushFunction(stack, inner -> callHost(inner, function.getValue()));
            api.call(stack, 2, 0);
        }
        api.pop(stack, 1);
        environment = api.reference(stack);
        handle = api.reference(stack);
        kinds = api.reference(stack);
        return Value.ofNull();
    }

    private void pushFunction(int stack, HostFunction function) {
        functions.add(function);
        api.pushInteger(stack, functions.size() - 1L);
        api.pushClosure(stack, Interpreter.DISPATCHER_SLOT, 1);
    }

    private int callHost(int stack, HostApi.Function function) throws LuaError, InterruptedException {
        ValueTaker taker = new ValueTaker(api, stack, limits);
        int count = api.top(stack);
        List<Value> arguments = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            arguments.add(taker.take(i));
        }
        Value value;
        try {
            value = function.call(arguments);
        } catch (HostRefusal e) {
            throw LuaError.runtime(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // of which a script, which could catch it, must not see anything
            FAILURES.report(e);
            throw LuaError.runtime("the host failed");
        }
        pusher(stack).push(value);
        return 1;
    }

    private void compile(int stack, Script script) throws LuaError {
        compile(stack, LuaText.bytes(script.code()), script.name());
    }

    private void compile(int stack, byte[] code, String name) throws LuaError {
        if (!api.load(stack, code, LuaText.bytes("=" + name))) {
            throw syntaxError(stack);
        }
    }

    /** Takes code for an expression if it is one, as {@code lua -i} does. */
    private void compileExpressionOrChunk(int stack, Script script) throws LuaError {
        byte[] name = LuaText.bytes("=" + script.name());
        if (api.load(stack, LuaText.bytes("return " + script.code()), name)) {
            return;
        }
        api.pop(stack, 1);
        compile(stack, script);
    }

    /** Raises the compiler's words, which say where. */
    private LuaError syntaxError(int stack) {
        failure = ScriptFailure.of(Kind.SYNTAX, "");
        throw api.raise(stack);
    }

    private void pushEvent(int stack, Event event) throws LuaError {
        try {
            pusher(stack).push(EventValue.of(event));
        } catch (LimitExceeded e) {
            throw LuaError.limit(e);
        }
    }

    private ValuePusher pusher(int stack) {
        return new ValuePusher(api, stack, kinds, limits);
    }

    private Value take(int stack) throws LuaError {
        return new ValueTaker(api, stack, limits).take(api.top(stack));
    }

    private static byte[] prelude() {
        try (InputStream in = LuaVm.class.getResourceAsStream("prelude.lua")) {
            if (in == null) {
                throw new IllegalStateException("prelude.lua is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
