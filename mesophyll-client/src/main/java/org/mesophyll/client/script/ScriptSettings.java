package org.mesophyll.client.script;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.mesophyll.client.ClientSettings;
import org.mesophyll.client.SettingReader;

/**
 * The limits of a worker that runs scripts. Each has a dashed key, as {@link ClientSettings} explains.
 *
 * @param vm what each tenant's machine holds its scripts to: {@code mesophyll.client.scripts.memory-bytes}, {@code nesting},
 *     {@code output-bytes} and {@code allocation-bytes}
 * @param eventTime {@code mesophyll.client.scripts.event-time}: how long a program's handlers may take for an event
 * @param scriptTime {@code mesophyll.client.scripts.script-time}: how long a script that is run once may take
 * @param loadTime {@code mesophyll.client.scripts.load-time}: how long a script of a program may take to register its handlers
 * @param mostMachines {@code mesophyll.client.scripts.machines}: how many tenants have a machine at a time, 1 to 100 000;
 *     beyond, the one that was idle longest goes
 * @param totalMemoryBytes {@code mesophyll.client.scripts.total-memory-bytes}: how much memory all machines may take together; 0 for
 *     three quarters of the process's heap. Beyond, the one that was idle longest goes, and if none is idle a call waits and is refused
 * @param mostLostThreads {@code mesophyll.client.scripts.lost-threads}: how many threads may be lost at a time to scripts that do not
 *     stop, 0 to 1 000; beyond, the worker asks for its process to be started again
 * @param idleTime {@code mesophyll.client.scripts.idle-time}: after how long without a call a machine goes
 * @param programAge {@code mesophyll.client.scripts.program-age}: how old the worker's knowledge of a tenant's program may be
 * @param hostCallsPerSecond {@code mesophyll.client.scripts.host-calls-per-second}: how often a tenant's scripts may call the
 *     host in a second, 1 to 1 000 000
 * @param capabilities {@code mesophyll.client.scripts.capabilities}: what scripts of a tenant may do about whom no record says
 *     otherwise, words between commas
 */
public record ScriptSettings(
        VmLimits vm,
        Duration eventTime,
        Duration scriptTime,
        Duration loadTime,
        int mostMachines,
        long totalMemoryBytes,
        int mostLostThreads,
        Duration idleTime,
        Duration programAge,
        int hostCallsPerSecond,
        Set<Capability> capabilities) {
    /** Every setting at its default. */
    public static final ScriptSettings DEFAULT = from(key -> Optional.empty());

    public ScriptSettings {
        SettingReader.checkDuration("event-time", eventTime);
        SettingReader.checkDuration("script-time", scriptTime);
        SettingReader.checkDuration("load-time", loadTime);
        SettingReader.checkDuration("idle-time", idleTime);
        SettingReader.checkDuration("program-age", programAge);
        SettingReader.checkRange("machines", mostMachines, 1, 100_000);
        SettingReader.checkRange("lost-threads", mostLostThreads, 0, 1_000);
        if (totalMemoryBytes < 0) {
            throw new IllegalArgumentException("total-memory-bytes is 0 or more: " + totalMemoryBytes);
        }
        SettingReader.checkRange("host-calls-per-second", hostCallsPerSecond, 1, 1_000_000);
        capabilities = Set.copyOf(capabilities);
    }

    /** Returns how much memory all machines may take together: what was set, or three quarters of the heap. */
    long memoryBudget() {
        return totalMemoryBytes > 0 ? totalMemoryBytes : Runtime.getRuntime().maxMemory() / 4 * 3;
    }

    /**
     * Reads every setting from a source.
     *
     * @throws IllegalArgumentException if a value is malformed or out of its range
     */
    public static ScriptSettings from(ClientSettings.Source source) {
        SettingReader scripts = new SettingReader(source, "mesophyll.client.scripts.");
        return new ScriptSettings(
                new VmLimits(
                        scripts.number("memory-bytes", 20 << 20),
                        scripts.number("nesting", 64),
                        scripts.number("output-bytes", 1 << 20),
                        scripts.number("allocation-bytes", 256 << 20)),
                scripts.duration("event-time", "PT10S"),
                scripts.duration("script-time", "PT30S"),
                scripts.duration("load-time", "PT10S"),
                scripts.number("machines", 1_000),
                scripts.largeNumber("total-memory-bytes", 0),
                scripts.number("lost-threads", 4),
                scripts.duration("idle-time", "PT10M"),
                scripts.duration("program-age", "PT10S"),
                scripts.number("host-calls-per-second", 1_000),
                Capability.of(scripts.words("capabilities", "kv,global,state,log,clock,random,json,base64,dispatch")));
    }
}
