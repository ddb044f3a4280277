package org.mesophyll.lua;

import java.util.List;
import org.mesophyll.client.script.Phrase;
import org.mesophyll.client.script.ScriptEngineContract;

class LuaContractTest extends ScriptEngineContract {
    LuaContractTest() {
        super(new LuaEngine());
    }

    @Override
    protected String code(Phrase phrase) {
        return switch (phrase) {
            case EXPRESSION -> "6 * 7";
            case STATEMENT -> "local x = 1";
            case NAME_AND_DATA -> "event.name .. ' ' .. event.data";
            case DATA -> "event.data";
            case DATA_IN_LIST -> "{event.data, 1}";
            case KEEP -> "kept = event.data";
            case KEPT -> "kept";
            case GREETER -> "on('Greet', function(event) return 'hello, ' .. event.data end)";
            case LOOKS_FOR_EVENT -> "on('Greet', function() return rawget(_G, 'event') ~= nil end)";
            case THREE_HANDLERS -> """
                    kept = 0
                    on('Greet', function() kept = kept + 1 end)
                    on('Greet', function() kept = kept + 1 return 'second' end)
                    on('Greet', function() kept = kept + 1 return 'third' end)
                    """;
            case FAILING_HANDLER -> "on('Greet', function()\n error('no') end)";
            case NO_SCRIPT -> "local x =\n= 3";
            case FAILURE -> """
                    local function inner()
                      error('no')
                    end
                    local function outer()
                      inner()
                      return 1
                    end
                    return outer()
                    """;
            case SUM -> "sum(40, 2)";
            case GET -> "kv.get('a')";
            case ASK -> "local f = function()\n ask() end f()";
            case CAUGHT_ASK -> "select(2, pcall(ask))";
            case TAKE_TOO_MUCH -> "take(string.rep('x', 2000000))";
            case OWN_ERROR_AFTER_TAKE -> "local ok = pcall(take, string.rep('x', 2000000)) assert(not ok) error('own')";
            case CAUGHT_HOLD -> "pcall(hold) while true do end";
            case MANY_TASKS -> "local n = 0 for i = 1, 1e5 do coroutine.wrap(function() n = n + 1 end)() end return n";
            case POLLUTION -> """
                    kept = 1
                    string.upper = function() return 'polluted' end
                    getmetatable('').__index = function() return 'polluted' end
                    _G.print = nil
                    """;
            case CLEAN -> "string.upper('a') .. ('b'):upper() .. (print and '' or 'no print')";
            case BOMB ->
                "while true do pcall(function() local t = {} while true do t[#t + 1] = ('x'):rep(#t) end end) end";
            case TEXT_OF_4000 -> "string.rep('x', 4000)";
            case TEXT_OF_4096 -> "string.rep('x', 4096)";
            case LIST_OF_300 -> "local t = {} for i = 1, 300 do t[i] = i end return t";
            case LIST_OF_TWINS -> "local t = {'x'} for i = 1, 40 do t = {t, t} end return t";
            case DEEP_LIST -> "local t = {} for i = 1, 64 do t = {t} end return t";
            case LESS_DEEP_LIST -> "local t = list{} for i = 1, 62 do t = {t} end return t";
            case LIST_IN_ITSELF -> "local t = {} t[1] = t return t";
            case FUNCTION -> "print";
        };
    }

    @Override
    protected List<String> endless() {
        return List.of(
                "while true do end",
                "repeat until false",
                "while true do pcall(function() while true do end end) end",
                "local function f() return f() end f()",
                "while true do xpcall(error, function() while true do end end) end",
                "coroutine.wrap(function() while true do end end)()",
                "while true do coroutine.wrap(function() coroutine.yield() end)() end",
                "setmetatable({}, {__gc = function() while true do end end}) collectgarbage() while true do end",
                "return string.find(string.rep('a', 40000), string.rep('a?', 30) .. string.rep('.-', 20) .. 'b')",
                "return (string.rep('a', 30000)):gsub('.-.-.-.-b', '')",
                "local t = {} for i = 1, 200000 do t[i] = i * 7919 % 200003 end while true do table.sort(t) end",
                "local t = {} for i = 1, 1000 do t[i] = i end while true do table.concat(t) end",
                "local s = 'x' while true do s = s:rep(2):sub(1, 100) end",
                "for _ = 1, math.maxinteger do end");
    }

    @Override
    protected List<String> hungry() {
        return LuaTest.HUNGRY;
    }

    @Override
    protected List<String> deep() {
        return List.of(
                "local function f() return 1 + f() end return f()",
                "local t = setmetatable({}, {}) getmetatable(t).__index = function(s, k) return s[k .. 'x'] end return t.a",
                "local function f(n) return pcall(f, n + 1) and error('deep') end f(1) error('too deep')",
                "return string.rep('(', 500) .. load(string.rep('(', 500))()",
                "return string.gsub('x', string.rep('(', 40), '')");
    }

    @Override
    protected List<String> outside() {
        return List.of(
                "os",
                "io",
                "debug",
                "package",
                "require",
                "dofile",
                "loadfile",
                "warn",
                "string.dump",
                "java",
                "luajava",
                "_G.os",
                "string.os");
    }
}
