package org.mesophyll.lua;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the interpreter imports: memory up to a cap, its own long jumps, and refusals of everything that an operating system
 * would do.
 */
final class Imports {
    private static final ValType I32 = ValType.I32;
    private static final ValType I64 = ValType.I64;
    private static final String ENVIRONMENT = "env";
    private static final String SYSTEM = "wasi_snapshot_preview1";
    /** Not permitted, and the numbers of WASI for a bad file and for one that cannot seek. */
    private static final int REFUSED = -63;

    private static final int BAD_FILE = 8;
    private static final int NO_SEEKING = 70;
    private static final int PAGE_BYTES = Memory.PAGE_SIZE;

    private final int memoryBytes;
    private final Dispatcher dispatcher;
    private final List<HostFunction> functions = new ArrayList<>();

    /** Runs a function of the host for a script. */
    @FunctionalInterface
    interface Dispatcher {
        /** Takes its arguments from the state's stack, and returns how many results it has pushed there. */
        int call(int state);
    }

    private Imports(int memoryBytes, Dispatcher dispatcher) {
        this.memoryBytes = memoryBytes;
        this.dispatcher = dispatcher;
    }

    /**
     * Returns the imports of one machine.
     *
     * @param dispatcher takes the place of the import {@code system}, which has the type of a C function of Lua's: it runs
     *     for each closure over the slot {@link Interpreter#DISPATCHER_SLOT}
     */
    static ImportValues of(int memoryBytes, Dispatcher dispatcher) {
        Imports imports = new Imports(memoryBytes, dispatcher);
        imports.control();
        imports.clocks();
        imports.files();
        return ImportValues.builder()
                .addFunction(imports.functions.toArray(HostFunction[]::new))
                .build();
    }

    private void control() {
        add("system", List.of(I32), I32, (instance, arguments) -> one(dispatcher.call((int) arguments[0])));
        add("invoke_vii", List.of(I32, I32, I32), null, Imports::invoke);
        add("_emscripten_throw_longjmp", List.of(), null, (instance, arguments) -> {
            throw new LongJump();
        });
        add("emscripten_resize_heap", List.of(I32), I32, (instance, arguments) -> one(grow(instance, arguments[0])));
        add("abort", List.of(), null, (instance, arguments) -> {
            throw new IllegalStateException("the interpreter gave up");
        });
        add("exit", List.of(I32), null, (instance, arguments) -> {
            throw new IllegalStateException("the interpreter wanted to exit");
        });
    }

    private void clocks() {
        add(
                "emscripten_date_now",
                List.of(),
                ValType.F64,
                (instance, arguments) -> one(Double.doubleToRawLongBits((double) System.currentTimeMillis())));
        answer("_emscripten_get_now_is_monotonic", 0, 1);
        answer("strftime", 4, 0);
        add("_mktime_js", List.of(I32), I64, (instance, arguments) -> one(-1));
        add("_localtime_js", List.of(I64, I32), null, (instance, arguments) -> null);
        add("_gmtime_js", List.of(I64, I32), null, (instance, arguments) -> null);
        add("_tzset_js", List.of(I32, I32, I32), null, (instance, arguments) -> null);
    }

    private void files() {
        answer("__syscall_openat", 4, REFUSED);
        answer("__syscall_fcntl64", 3, REFUSED);
        answer("__syscall_ioctl", 3, REFUSED);
        answer("__syscall_dup3", 3, REFUSED);
        answer("__syscall_unlinkat", 3, REFUSED);
        answer("__syscall_rmdir", 1, REFUSED);
        answer("__syscall_renameat", 4, REFUSED);
        answer("__syscall_readlinkat", 4, REFUSED);
        addSystem("fd_read", List.of(I32, I32, I32, I32), BAD_FILE);
        addSystem("fd_write", List.of(I32, I32, I32, I32), BAD_FILE);
        addSystem("fd_close", List.of(I32), BAD_FILE);
        addSystem("fd_seek", List.of(I32, I64, I32, I32), NO_SEEKING);
        addSystem("environ_get", List.of(I32, I32), BAD_FILE);
        addSystem("environ_sizes_get", List.of(I32, I32), BAD_FILE);
    }

    private void answer(String name, int parameters, int answer) {
        add(name, Collections.nCopies(parameters, I32), I32, (instance, arguments) -> one(answer));
    }

    private void addSystem(String name, List<ValType> parameters, int answer) {
        functions.add(new HostFunction(
                SYSTEM, name, FunctionType.of(parameters, List.of(I32)), (instance, arguments) -> one(answer)));
    }

    private void add(String name, List<ValType> parameters, @Nullable ValType result, WasmFunctionHandle handle) {
        List<ValType> results = result == null ? List.of() : List.of(result);
        functions.add(new HostFunction(ENVIRONMENT, name, FunctionType.of(parameters, results), handle));
    }

    /** Calls a function of the table, with two arguments, as {@code setjmp} would be the way: a long jump ends it. */
    private static long @Nullable [] invoke(Instance instance, long... arguments) {
        long stack = instance.export("stackSave").apply()[0];
        int slot = (int) arguments[0];
        TableInstance table = instance.table(0);
        try {
            instance.getMachine().call(table.requiredRef(slot), new long[] {arguments[1], arguments[2]});
        } catch (LongJump jump) {
            instance.export("stackRestore").apply(stack);
            instance.export("setThrew").apply(1, 0);
        }
        return null;
    }

    /** Grows the memory to hold so many bytes, a bit more if it may; says 1 if it does. */
    private int grow(Instance instance, long bytes) {
        long wanted = Integer.toUnsignedLong((int) bytes);
        Memory memory = instance.memory();
        if (wanted > memoryBytes) {
            return 0;
        }
        int pages = memory.pages();
        long needed = (wanted + PAGE_BYTES - 1) / PAGE_BYTES;
        long roomy = Math.min(memoryBytes / PAGE_BYTES, Math.max(needed, pages + pages / 8));
        try {
            return roomy <= pages || memory.grow((int) (roomy - pages)) >= 0 ? 1 : 0;
        } catch (OutOfMemoryError e) { // the memory is as it was: an error that Lua knows how to raise
            return 0;
        }
    }

    private static long[] one(long value) {
        return new long[] {value};
    }
}
