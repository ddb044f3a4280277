package org.mesophyll.js;

import java.io.OutputStream;
import java.time.ZoneOffset;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.SandboxPolicy;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.ScriptEngine;
import org.mesophyll.client.script.ScriptVm;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.mesh.work.NamedThreads;
import org.mesophyll.protocol.TenantId;

/**
 * Runs scripts in JavaScript. The memory of a machine has no cap ({@link VmLimits#memoryBytes} is ignored); what a call allocates
 * is looked at every few milliseconds: so for tenants whose authors are trusted with the process's heap.
 */
public final class JsEngine implements ScriptEngine {
    private static final int IDLE_SECONDS = 10;

    private final Engine engine = Engine.newBuilder(JsSources.LANGUAGE)
            .sandbox(SandboxPolicy.CONSTRAINED)
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .option("engine.WarnInterpreterOnly", "false") // of a JVM without the compiler that GraalVM has
            .build();
    private final AllocationWatch watch = new AllocationWatch();
    private final Executor cancels = new ThreadPoolExecutor( // each task at once, on a thread of its own
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            NamedThreads.single("mesophyll-js-cancel", JsEngine.class));

    @Override
    public String language() {
        return "javascript";
    }

    /** Returns true: neither arithmetic of huge integers nor a recursion that catches its own overflow notices a cancellation. */
    @Override
    public boolean mayResistStopping() {
        return true;
    }

    @Override
    public ScriptVm open(TenantId tenant, HostApi host, VmLimits limits) {
        Context context = Context.newBuilder(JsSources.LANGUAGE)
                .engine(engine)
                .sandbox(SandboxPolicy.CONSTRAINED)
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .timeZone(ZoneOffset.UTC)
                .option("js.locale", "en")
                .option("js.load", "false")
                .option("js.print", "false")
                .option("js.console", "false")
                .option("js.graal-builtin", "false")
                .build();
        return new JsVm(context, host, limits, watch, cancels);
    }
}
