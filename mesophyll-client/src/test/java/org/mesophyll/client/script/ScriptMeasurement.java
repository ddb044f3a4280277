package org.mesophyll.client.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

/** What an engine's machines cost; prints, and asserts nothing but that all of it works. Not part of any run. */
public abstract class ScriptMeasurement extends WithMachine {
    private static final int TENANTS = 1_000;
    private static final int SHOWN_CHARACTERS = 40;
    private static final HostApi HOST = new HostApi(Map.of("echo", arguments -> arguments.get(0)));
    private static final Event EVENT_OF_256_BYTES = Event.of("Greet", Value.of("x".repeat(256)));

    protected ScriptMeasurement(ScriptEngine engine) {
        super(engine);
    }

    /** Returns a program whose handler for {@code Greet} answers the event's data. */
    protected abstract String program();

    /** Returns a script that takes fib(27) by calling itself. */
    protected abstract String fib();

    /** Returns a script that calls {@code echo} 1000 times with 256 characters. */
    protected abstract String hostCalls();

    /** Returns scripts that do not end. */
    protected abstract List<String> endless();

    @Test
    void figures() throws Exception {
        use(make());
        print("fib(27), ms", median(11, () -> value(fib())) / 1e6);
        print("machine made and a program loaded, ms", median(200, () -> make().close()) / 1e6);
        print("event of 256 bytes, us", median(200_000, () -> value(vm().handle(EVENT_OF_256_BYTES))) / 1e3);
        print("1000 calls of the host with 256 bytes, ms", median(200, () -> value(hostCalls())) / 1e6);
        stops();
        manyMachines();
    }

    private void stops() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor(new ScriptThreads());
        try {
            for (String code : endless()) {
                long[] nanos = new long[21];
                for (int i = 0; i < nanos.length; i++) {
                    nanos[i] = stop(threads, code);
                }
                Arrays.sort(nanos);
                String shown = code.substring(0, Math.min(code.length(), SHOWN_CHARACTERS));
                print("stopped: " + shown + ", ms, median", nanos[nanos.length / 2] / 1e6);
                print("  longest", nanos[nanos.length - 1] / 1e6);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private long stop(ExecutorService threads, String code) throws Exception {
        VmLimits ample = new VmLimits(20 << 20, 64, 1 << 20, Integer.MAX_VALUE);
        try (ScriptVm vm = open(HOST, ample)) {
            Future<ScriptOutcome> outcome = threads.submit(() -> vm.run(new Script("loop", code), EVENT));
            boolean unused = new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            long asked = System.nanoTime();
            vm.stop();
            failure(outcome.get(1, TimeUnit.MINUTES));
            return System.nanoTime() - asked;
        }
    }

    private void manyMachines() throws Exception {
        List<ScriptVm> machines = new ArrayList<>();
        long before = usedHeap();
        long began = System.nanoTime();
        for (int i = 0; i < TENANTS; i++) {
            machines.add(make());
        }
        print(TENANTS + " machines made, s", (System.nanoTime() - began) / 1e9);
        print("heap of each, KB", (usedHeap() - before) / 1024.0 / TENANTS);
        began = System.nanoTime();
        for (ScriptVm machine : machines) {
            value(machine.handle(EVENT_OF_256_BYTES));
        }
        print("an event for each of them in turn, us", (System.nanoTime() - began) / 1e3 / TENANTS);
        machines.forEach(ScriptVm::close);
    }

    private ScriptVm make() {
        ScriptVm vm = open(HOST);
        value(vm.load(new Script("program", program())));
        return vm;
    }

    private static double median(int times, Runnable task) {
        for (int i = 0; i < times; i++) {
            task.run();
        }
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            task.run();
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        return nanos[times / 2];
    }

    private static long usedHeap() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void print(String what, double figure) {
        System.out.printf(Locale.ROOT, "%-66s %10.3f%n", what, figure);
    }
}
