package org.mesophyll.lua;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExportSection;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.ImportSection;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import java.util.List;
import java.util.Map;
import org.mesophyll.lua.wasm.LuaModule;

/**
 * The Lua interpreter with memory of its own, and the safe ones of its libraries.
 *
 * <p>The interpreter is the file {@code glue.wasm} of the npm package wasmoon (see {@code NOTICE}), compiled to classes when
 * this module is built. Slots and pages are those of that very file.
 */
final class Interpreter {
    /** The first slot of the table behind the interpreter's own: the dispatcher's. */
    static final int DISPATCHER_SLOT = 198;

    private static final int INITIAL_PAGES = 17;
    private static final WasmModule MODULE = LuaModule.load();
    private static final int DISPATCHER_INDEX = indexOfImport("system");
    /** What has no way to files, clocks, processes, native code or the inside of the interpreter. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "_G",
            "base",
            "string",
            "string",
            "table",
            "table",
            "math",
            "math",
            "utf8",
            "utf8",
            "coroutine",
            "coroutine");

    private final Instance instance;
    private final LuaApi api;
    private final int state;

    /**
     * Starts an interpreter.
     *
     * @param memoryBytes the cap of its memory
     * @param dispatcher runs what its closures over {@link #DISPATCHER_SLOT} stand for
     */
    Interpreter(int memoryBytes, Imports.Dispatcher dispatcher) {
        instance = Instance.builder(MODULE)
                .withImportValues(Imports.of(memoryBytes, dispatcher))
                .withMachineFactory(LuaModule::create)
                .withStart(false)
                .withMemoryFactory(
                        limits -> new ByteArrayMemory(new MemoryLimits(INITIAL_PAGES, memoryBytes / Memory.PAGE_SIZE)))
                .withTableFactory(Interpreter::table)
                .build();
        instance.export("emscripten_stack_init").apply();
        instance.export("__wasm_call_ctors").apply();
        instance.table(0).setRef(DISPATCHER_SLOT, DISPATCHER_INDEX, instance);
        state = (int) instance.export("luaL_newstate").apply()[0];
        api = new LuaApi(instance);
        LIBRARIES.forEach((name, opener) -> api.require(state, name, slotOf("luaopen_" + opener)));
    }

    LuaApi api() {
        return api;
    }

    /** Returns the main {@code lua_State}. */
    int state() {
        return state;
    }

    /** Returns the size of the memory; from any thread. */
    long memoryBytes() {
        return (long) instance.memory().pages() * Memory.PAGE_SIZE;
    }

    /** Returns a table of a size that stays: growing one changes limits that all machines of the module share. */
    private static TableInstance table(Table table, int initial) {
        int slots = DISPATCHER_SLOT + 1;
        return new TableInstance(new Table(table.elementType(), new TableLimits(slots, slots)), initial);
    }

    private int slotOf(String export) {
        ExportSection exports = MODULE.exportSection();
        for (int i = 0; i < exports.exportCount(); i++) {
            if (exports.getExport(i).name().equals(export)) {
                return slotOf(exports.getExport(i).index());
            }
        }
        throw new IllegalStateException("the interpreter has no function " + export);
    }

    private int slotOf(int function) {
        TableInstance table = instance.table(0);
        for (int slot = 0; slot < DISPATCHER_SLOT; slot++) {
            if (table.ref(slot) == function) {
                return slot;
            }
        }
        throw new IllegalStateException("the interpreter's table has no function " + function);
    }

    private static int indexOfImport(String name) {
        ImportSection imports = MODULE.importSection();
        List<String> functions = imports.stream()
                .filter(FunctionImport.class::isInstance)
                .map(each -> each.name())
                .toList();
        return functions.indexOf(name);
    }
}
