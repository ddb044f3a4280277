package org.mesophyll.lua;

import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.ScriptEngine;
import org.mesophyll.client.script.ScriptVm;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.TenantId;

/** Runs scripts in Lua 5.4. */
public final class LuaEngine implements ScriptEngine {
    @Override
    public String language() {
        return "lua";
    }

    @Override
    public ScriptVm open(TenantId tenant, HostApi host, VmLimits limits) {
        return new LuaVm(host, limits);
    }
}
