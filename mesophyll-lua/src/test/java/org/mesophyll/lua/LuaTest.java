package org.mesophyll.lua;

import java.util.List;
import org.mesophyll.client.script.WithMachine;

/** A machine of this engine. */
abstract class LuaTest extends WithMachine {
    /** Scripts that take memory until they are refused it. */
    static final List<String> HUNGRY = List.of(
            "local s = 'x' while true do s = s .. s end",
            "local t = {} while true do t[#t + 1] = {} end",
            "local t = {} for i = 1, math.maxinteger do t[i] = i end",
            "return string.rep('x', 1 << 30)",
            "return table.concat({string.rep('x', 15 << 20), string.rep('y', 15 << 20)})",
            "local t = {} for i = 1, 1e7 do t[i] = coroutine.create(function() end) end",
            "local t = table.pack(string.byte(string.rep('x', 900000), 1, -1)) return #t",
            "return string.format('%99.99f', 1):rep(1 << 24)");

    LuaTest() {
        super(new LuaEngine());
    }
}
