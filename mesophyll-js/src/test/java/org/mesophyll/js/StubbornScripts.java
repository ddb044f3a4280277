package org.mesophyll.js;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.client.script.Capability;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.Program;
import org.mesophyll.client.script.ProgramSource;
import org.mesophyll.client.script.ScriptSettings;
import org.mesophyll.client.script.ScriptWorker;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/**
 * A process of its own with a worker of scripts, for scripts that nothing stops: it runs each argument but the first as a
 * script, then one of another tenant and one of the same, and prints what became of them and how many threads are lost. It exits with
 * 1 when more are lost than the first argument says.
 */
final class StubbornScripts implements ProgramSource {
    static final int SPENT = 1;

    private static final TenantId STUBBORN = TenantId.guild(1);
    private static final TenantId OTHER = TenantId.guild(2);
    private static final Event EVENT = Event.of("Test", Value.ofNull());
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final int TRIES = 10;
    private static final Duration LONG = Duration.ofMinutes(10);

    private StubbornScripts() {}

    public static void main(String[] arguments) throws InterruptedException {
        int mostLost = Integer.parseInt(arguments[0]);
        ScriptSettings settings = new ScriptSettings(
                VmLimits.DEFAULT, LONG, LIMIT, LONG, 10, 0, mostLost, LONG, LONG, 1_000, Set.<Capability>of());
        ScriptWorker worker = new ScriptWorker(
                new JsEngine(), new StubbornScripts(), (tenant, capabilities, log) -> HostApi.NONE, settings);
        worker.onSpent(() -> Runtime.getRuntime().halt(SPENT)); // as the command line does
        for (String script : List.of(arguments).subList(1, arguments.length)) {
            String before = runInTime(worker, OTHER, "'served'"); // has the engine loaded, too
            String stubborn = run(worker, STUBBORN, script);
            String other = runInTime(worker, OTHER, "'served'");
            String again = runInTime(worker, STUBBORN, "'again'");
            System.out.println(String.join("|", before, stubborn, other, again, "" + worker.lostThreads()));
        }
        Runtime.getRuntime().halt(0); // lost threads may never end
    }

    /** Tries a few times: the engine may be loading, and the machine busy with lost threads. */
    private static String runInTime(ScriptWorker worker, TenantId tenant, String code) throws InterruptedException {
        String outcome = "";
        for (int i = 0; i < TRIES && (i == 0 || outcome.contains("time: the limit is")); i++) {
            outcome = run(worker, tenant, code);
        }
        return outcome;
    }

    private static String run(ScriptWorker worker, TenantId tenant, String code) throws InterruptedException {
        try {
            return worker.onScript(tenant, "test", code, EVENT) instanceof Value.Text text ? text.value() : "a value";
        } catch (WorkerRefusal e) {
            return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    @Override
    public Set<String> eventsOf(TenantId tenant) {
        return Set.of();
    }

    @Override
    public Set<TenantId> tenantsWanting(String event) {
        return Set.of();
    }

    @Override
    public Program programOf(TenantId tenant) {
        return new Program(List.of(), Set.of());
    }

    @Override
    public void forgetEvents(TenantId tenant) {}
}
