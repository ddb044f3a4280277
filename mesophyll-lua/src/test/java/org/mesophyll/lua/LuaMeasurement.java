package org.mesophyll.lua;

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
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.Script;
import org.mesophyll.client.script.ScriptOutcome;
import org.mesophyll.client.script.ScriptThreads;
import org.mesophyll.client.script.ScriptVm;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

/**
 * What machines cost; prints, and asserts nothing but that all of it works. Not part of any run: {@code mvn -pl mesophyll-lua -am test
 * -Dtest=LuaMeasurement -Dsurefire.failIfNoSpecifiedTests=false -Djacoco.skip}.
 */
class LuaMeasurement extends LuaTest {
    private static final int TENANTS = 1_000;
    private static final HostApi HOST = new HostApi(Map.of("echo", arguments -> arguments.get(0)));
    private static final Script PROGRAM = new Script("program", "on('Greet', function(e) return e.data end)");
    private static final Event EVENT_OF_256_BYTES = Event.of("Greet", Value.of("x".repeat(256)));

    @Test
    void figures() throws Exception {
        use(open(HOST));
        vm().load(PROGRAM);
        String fib = "local function f(n) if n < 2 then return n end return f(n - 1) + f(n - 2) end return f(27)";
        print("fib(27), ms", median(11, () -> run(fib)) / 1e6);
        print("machine made and a program loaded, ms", median(200, LuaMeasurement::make) / 1e6);
        print("event of 256 bytes, us", median(200_000, () -> vm().handle(EVENT_OF_256_BYTES)) / 1e3);
        String calls = "local s = ('x'):rep(256) for _ = 1, 1000 do echo(s) end";
        print("1000 calls of the host with 256 bytes, ms", median(200, () -> run(calls)) / 1e6);
        stops();
        manyMachines();
    }

    private static void stops() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor(new ScriptThreads());
        try {
            for (String code : List.of(
                    "while true do end",
                    "while true do pcall(function() while true do end end) end",
                    "return (string.rep('a', 30000)):gsub('.-.-.-.-b', '')",
                    "local t = {} for i = 1, 200000 do t[i] = i * 7919 % 200003 end while true do table.sort(t) end")) {
                long[] nanos = new long[21];
                for (int i = 0; i < nanos.length; i++) {
                    nanos[i] = stop(threads, code);
                }
                Arrays.sort(nanos);
                print("stopped: " + code.substring(0, 17) + "…, ms, median", nanos[nanos.length / 2] / 1e6);
                print("                                   longest", nanos[nanos.length - 1] / 1e6);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static long stop(ExecutorService threads, String code) throws Exception {
        try (ScriptVm vm = open(HOST)) {
            Future<ScriptOutcome> outcome = threads.submit(() -> vm.run(new Script("loop", code), EVENT));
            boolean unused = new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            long asked = System.nanoTime();
            vm.stop();
            failure(outcome.get(1, TimeUnit.MINUTES));
            return System.nanoTime() - asked;
        }
    }

    private static void manyMachines() throws Exception {
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

    private static ScriptVm make() {
        ScriptVm vm = open(HOST);
        value(vm.load(PROGRAM));
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
        System.out.printf(Locale.ROOT, "%-60s %10.3f%n", what, figure);
    }
}
