package org.mesophyll.client.script;

import java.time.Duration;

/**
 * The limits of a worker that runs scripts.
 *
 * @param vm what each tenant's machine holds its scripts to
 * @param eventTime how long a program's handlers may take for an event
 * @param scriptTime how long a script that is run once may take
 * @param loadTime how long the scripts of a program may take to register their handlers
 * @param mostMachines how many tenants have a machine at a time, 1 to 100 000; beyond, the one that was idle longest goes
 * @param idleTime after how long without a call a machine goes
 * @param programAge how old the worker's knowledge of a tenant's program may be
 */
public record ScriptSettings(
        VmLimits vm,
        Duration eventTime,
        Duration scriptTime,
        Duration loadTime,
        int mostMachines,
        Duration idleTime,
        Duration programAge) {
    public static final ScriptSettings DEFAULT = new ScriptSettings(
            VmLimits.DEFAULT,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            1_000,
            Duration.ofMinutes(10),
            Duration.ofSeconds(10));

    private static final int MOST_MACHINES = 100_000;

    public ScriptSettings {
        check("event time", eventTime);
        check("script time", scriptTime);
        check("load time", loadTime);
        check("idle time", idleTime);
        check("program age", programAge);
        if (mostMachines < 1 || mostMachines > MOST_MACHINES) {
            throw new IllegalArgumentException("machines are 1 to " + MOST_MACHINES + ": " + mostMachines);
        }
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("the " + name + " is more than nothing and at most a day: " + value);
        }
    }
}
