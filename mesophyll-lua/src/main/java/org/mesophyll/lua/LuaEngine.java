package org.mesophyll.lua;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.ScriptEngine;
import org.mesophyll.client.script.ScriptVm;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.TenantId;

/** Runs scripts in Lua 5.4, whose memory has a cap: what a call allocates is not counted ({@link VmLimits#allocationBytes}). */
public final class LuaEngine implements ScriptEngine {
    private static final System.Logger LOG = System.getLogger(LuaEngine.class.getName());

    /** Makes an engine; warns of a JVM that was started so that scripts run slowly. */
    public LuaEngine() {
        if (leavesHugeMethodsAlone()) {
            LOG.log(Level.WARNING, "Lua runs slowly: start the JVM with -XX:-DontCompileHugeMethods");
        }
    }

    @Override
    public String language() {
        return "lua";
    }

    @Override
    public ScriptVm open(TenantId tenant, HostApi host, VmLimits limits) {
        return new LuaVm(host, limits);
    }

    /** Says whether the JVM does not compile methods as large as the interpreter's loop. */
    private static boolean leavesHugeMethodsAlone() {
        try {
            return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("DontCompileHugeMethods")
                    .getValue());
        } catch (IllegalArgumentException e) { // another JVM, of which nothing is known
            return false;
        }
    }
}
