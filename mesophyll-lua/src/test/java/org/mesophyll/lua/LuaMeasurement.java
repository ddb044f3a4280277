package org.mesophyll.lua;

import java.util.List;
import org.mesophyll.client.script.ScriptMeasurement;

/**
 * What machines cost: {@code mvn -pl mesophyll-lua -am test -Dtest=LuaMeasurement -Dsurefire.failIfNoSpecifiedTests=false
 * -Djacoco.skip}.
 */
class LuaMeasurement extends ScriptMeasurement {
    LuaMeasurement() {
        super(new LuaEngine());
    }

    @Override
    protected String program() {
        return "on('Greet', function(e) return e.data end)";
    }

    @Override
    protected String fib() {
        return "local function f(n) if n < 2 then return n end return f(n - 1) + f(n - 2) end return f(27)";
    }

    @Override
    protected String hostCalls() {
        return "local s = ('x'):rep(256) for _ = 1, 1000 do echo(s) end";
    }

    @Override
    protected List<String> endless() {
        return List.of(
                "while true do end",
                "while true do pcall(function() while true do end end) end",
                "return (string.rep('a', 30000)):gsub('.-.-.-.-b', '')",
                "local t = {} for i = 1, 200000 do t[i] = i * 7919 % 200003 end while true do table.sort(t) end");
    }
}
