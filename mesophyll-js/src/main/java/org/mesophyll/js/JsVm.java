package org.mesophyll.js;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
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
 * One tenant's JavaScript: a context of its own, which is cancelled to stop it, and not used again.
 *
 * <p>Answers may be promises. The engine runs what they wait for before a call into the context returns, so one that is still
 * open then will never be settled.
 */
final class JsVm implements ScriptVm {
    private static final Guard BREAKS =
            new Guard(System.getLogger(JsVm.class.getName()), "the context of a tenant broke and is given up");
    private static final Guard FAILURES =
            new Guard(System.getLogger(JsVm.class.getName()), "a function for scripts failed");
    private static final ScriptFailure STOPPED = ScriptFailure.of(Kind.STOPPED, "the script was stopped");
    private static final ScriptFailure CLOSED = ScriptFailure.of(Kind.STOPPED, "the machine is closed");
    private static final ScriptFailure BROKEN = ScriptFailure.of(Kind.RUNTIME, "the engine broke");
    private static final ScriptFailure EXHAUSTED =
            ScriptFailure.of(Kind.LIMIT, "memory: the process has not as much as the script takes");

    private final VmLimits limits;
    private final Context context;
    private final JsKit kit;
    private final AllocationWatch watch;
    private final StopSwitch stopSwitch;

    /** What a call does. */
    private interface Body {
        Value call() throws LimitExceeded, HostRefusal, NoScript;
    }

    /** Says that a text is no script. */
    private static final class NoScript extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ScriptFailure failure;

        private NoScript(ScriptFailure failure) {
            super(failure.message(), null, false, false);
            this.failure = failure;
        }
    }

    JsVm(Context context, HostApi host, VmLimits limits, AllocationWatch watch, Executor cancels) {
        this.limits = limits;
        this.context = context;
        this.kit = new JsKit(context);
        this.watch = watch;
        this.stopSwitch = new StopSwitch(context, cancels);
        host.functions().forEach((name, function) -> kit.install(name, given -> callHost(function, given)));
    }

    @Override
    public ScriptOutcome load(Script script) {
        return protect(script.name(), () -> {
            var unused = settled(kit.settled(parse(script).run()));
            return Value.ofNull();
        });
    }

    @Override
    public ScriptOutcome run(Script script, Event event) {
        return protect(script.name(), () -> {
            var unused = parse(script); // for the place of an error, which eval does not tell
            return take(settled(evaluate(script, push(EventValue.of(event)))));
        });
    }

    private Guest evaluate(Script script, Guest event) {
        try {
            return kit.run(JsSources.named(script), event);
        } finally {
            kit.forget();
        }
    }

    @Override
    public ScriptOutcome handle(Event event) {
        return protect("", () -> take(settled(kit.handle(event.name(), push(EventValue.of(event))))));
    }

    @Override
    public void stop() {
        stopSwitch.stop(STOPPED);
    }

    /** Returns 0: nobody knows. */
    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public boolean isUsable() {
        return stopSwitch.reason() == null;
    }

    @Override
    public void close() {
        stopSwitch.close(CLOSED);
    }

    private ScriptOutcome protect(String name, Body body) {
        ScriptFailure before = stopSwitch.reason();
        if (before != null) {
            return new ScriptOutcome.Failed(before);
        }
        AllocationWatch.Call call = watch.begin(limits.allocationBytes(), this::stopForAllocation);
        try {
            Value value = body.call();
            ScriptFailure end = stopSwitch.reason();
            if (end != null && (end.equals(BROKEN) || end.equals(EXHAUSTED))) { // which the script has caught
                return new ScriptOutcome.Failed(end);
            }
            return new ScriptOutcome.Returned(value);
        } catch (NoScript e) {
            return new ScriptOutcome.Failed(e.failure);
        } catch (LimitExceeded e) {
            return failed(Kind.LIMIT, e.reason(), name);
        } catch (HostRefusal e) {
            return failed(Kind.RUNTIME, String.valueOf(e.getMessage()), name);
        } catch (PolyglotException e) {
            return new ScriptOutcome.Failed(failure(e, name));
        } catch (Throwable e) { // of the host, of the engine or of the JVM: nobody knows in what state the context is
            return new ScriptOutcome.Failed(broken(e));
        } finally {
            watch.end(call);
            stopSwitch.leave();
        }
    }

    /** Gives the context up, unless it was ended already, which makes calls fail in any way; says why. */
    private ScriptFailure broken(Throwable cause) {
        ScriptFailure end = stopSwitch.reason();
        if (end != null) {
            return end;
        }
        ScriptFailure failure = cause instanceof VirtualMachineError ? EXHAUSTED : BROKEN;
        BREAKS.report(cause);
        stopSwitch.stop(failure);
        return failure;
    }

    private ScriptFailure failure(PolyglotException cause, String name) {
        ScriptFailure end = stopSwitch.reason();
        if (end != null) {
            return end;
        }
        if (cause.isResourceExhausted()) {
            stopSwitch.stop(EXHAUSTED);
            return EXHAUSTED;
        }
        if (cause.isInternalError() || cause.isHostException()) {
            return broken(cause);
        }
        Guest thrown = thrown(cause);
        Kind kind = thrown != null && kit.isLimit(thrown) ? Kind.LIMIT : Kind.RUNTIME;
        return JsFailures.thrown(kind, cause, name);
    }

    private static @Nullable Guest thrown(PolyglotException cause) {
        return cause.getGuestObject() == null ? null : new Guest(cause.getGuestObject());
    }

    private static ScriptOutcome failed(Kind kind, String message, String place) {
        return new ScriptOutcome.Failed(new ScriptFailure(kind, message, place, ""));
    }

    private void stopForAllocation() {
        stopSwitch.stop(ScriptFailure.of(
                Kind.LIMIT, "allocation: the limit is " + limits.allocationBytes() + " bytes in a call"));
    }

    private Guest parse(Script script) throws NoScript {
        try {
            return new Guest(context.parse(JsSources.of(script)));
        } catch (PolyglotException e) {
            if (e.isSyntaxError()) {
                throw new NoScript(JsFailures.syntax(e, script));
            }
            throw e;
        }
    }

    private Guest settled(Guest box) throws HostRefusal {
        if (box.member("open").isTrue()) {
            throw new HostRefusal("the answer is a promise that nothing will settle");
        }
        Guest answer = box.member("value");
        if (box.member("failed").isTrue()) {
            kit.raise(answer);
        }
        return answer;
    }

    private Guest push(Value value) throws LimitExceeded {
        return new JsPusher(kit, limits).push(value);
    }

    private Value take(Guest answer) throws LimitExceeded, HostRefusal {
        return new JsTaker(kit, limits).take(answer);
    }

    /** Calls a function of the host for a script; what it refuses is an error of the script. */
    private org.graalvm.polyglot.Value callHost(HostApi.Function function, org.graalvm.polyglot.Value... given) {
        try {
            JsTaker taker = new JsTaker(kit, limits);
            List<Value> arguments = new ArrayList<>(given.length);
            for (org.graalvm.polyglot.Value each : given) {
                arguments.add(taker.take(new Guest(each)));
            }
            return push(answer(function, arguments)).value();
        } catch (LimitExceeded e) {
            throw kit.refusal(e.reason(), true);
        } catch (HostRefusal e) {
            throw kit.refusal(String.valueOf(e.getMessage()), false);
        } catch (InterruptedException e) {
            stop();
            throw kit.refusal("stopped", false);
        } catch (Error e) { // which a script could catch, and go on
            var unused = broken(e);
            throw e;
        }
    }

    private static Value answer(HostApi.Function function, List<Value> arguments)
            throws HostRefusal, InterruptedException {
        try {
            return function.call(arguments);
        } catch (RuntimeException e) { // of which a script, which could catch it, must not see anything
            FAILURES.report(e);
            throw new HostRefusal("the host failed");
        }
    }
}
