package org.mesophyll.lua;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import java.util.Arrays;

/**
 * The functions of Lua's C interface, as far as they are used; the names are those of the manual, section 4.6.
 *
 * <p>The first argument is a {@code lua_State} where the manual has one. A function that may raise an error leaves by
 * {@link LongJump}, so it is called within a protected call only.
 */
final class LuaApi {
    /** The pseudo-index of the registry. */
    static final int REGISTRY = -1_001_000;
    /** The pseudo-index of a closure's first upvalue. */
    static final int FIRST_UPVALUE = REGISTRY - 1;

    static final int TYPE_NIL = 0;
    static final int TYPE_BOOLEAN = 1;
    static final int TYPE_LIGHT_USERDATA = 2;
    static final int TYPE_NUMBER = 3;
    static final int TYPE_STRING = 4;
    static final int TYPE_TABLE = 5;

    static final int OK = 0;
    /** The status of a call that found no memory. */
    static final int ERROR_MEMORY = 4;

    private final Memory memory;
    private final ExportFunction malloc;
    private final ExportFunction free;
    private final ExportFunction getTop;
    private final ExportFunction setTop;
    private final ExportFunction pushValue;
    private final ExportFunction type;
    private final ExportFunction isInteger;
    private final ExportFunction toBoolean;
    private final ExportFunction toInteger;
    private final ExportFunction toNumber;
    private final ExportFunction toText;
    private final ExportFunction rawLength;
    private final ExportFunction pushNil;
    private final ExportFunction pushBoolean;
    private final ExportFunction pushInteger;
    private final ExportFunction pushNumber;
    private final ExportFunction pushText;
    private final ExportFunction pushPointer;
    private final ExportFunction pushClosure;
    private final ExportFunction createTable;
    private final ExportFunction rawGet;
    private final ExportFunction rawGetAt;
    private final ExportFunction rawSet;
    private final ExportFunction rawSetAt;
    private final ExportFunction getMetatable;
    private final ExportFunction setMetatable;
    private final ExportFunction next;
    private final ExportFunction checkStack;
    private final ExportFunction concat;
    private final ExportFunction call;
    private final ExportFunction protectedCall;
    private final ExportFunction error;
    private final ExportFunction load;
    private final ExportFunction setUpvalue;
    private final ExportFunction reference;
    private final ExportFunction require;
    private final ExportFunction where;
    private final ExportFunction traceback;
    private final ExportFunction describe;
    private final int lengthOut; // four bytes of the machine's memory
    private final int textMode; // "t"
    private int scratch; // grows; confined to the machine's thread, like the next
    private int scratchBytes;

    LuaApi(Instance instance) {
        memory = instance.memory();
        malloc = instance.export("malloc");
        free = instance.export("free");
        getTop = instance.export("lua_gettop");
        setTop = instance.export("lua_settop");
        pushValue = instance.export("lua_pushvalue");
        type = instance.export("lua_type");
        isInteger = instance.export("lua_isinteger");
        toBoolean = instance.export("lua_toboolean");
        toInteger = instance.export("lua_tointegerx");
        toNumber = instance.export("lua_tonumberx");
        toText = instance.export("lua_tolstring");
        rawLength = instance.export("lua_rawlen");
        pushNil = instance.export("lua_pushnil");
        pushBoolean = instance.export("lua_pushboolean");
        pushInteger = instance.export("lua_pushinteger");
        pushNumber = instance.export("lua_pushnumber");
        pushText = instance.export("lua_pushlstring");
        pushPointer = instance.export("lua_pushlightuserdata");
        pushClosure = instance.export("lua_pushcclosure");
        createTable = instance.export("lua_createtable");
        rawGet = instance.export("lua_rawget");
        rawGetAt = instance.export("lua_rawgeti");
        rawSet = instance.export("lua_rawset");
        rawSetAt = instance.export("lua_rawseti");
        getMetatable = instance.export("lua_getmetatable");
        setMetatable = instance.export("lua_setmetatable");
        next = instance.export("lua_next");
        checkStack = instance.export("luaL_checkstack");
        concat = instance.export("lua_concat");
        call = instance.export("lua_callk");
        protectedCall = instance.export("lua_pcallk");
        error = instance.export("lua_error");
        load = instance.export("luaL_loadbufferx");
        setUpvalue = instance.export("lua_setupvalue");
        reference = instance.export("luaL_ref");
        require = instance.export("luaL_requiref");
        where = instance.export("luaL_where");
        traceback = instance.export("luaL_traceback");
        describe = instance.export("luaL_tolstring");
        lengthOut = (int) malloc.apply(Integer.BYTES)[0];
        textMode = constant("t");
    }

    /** Returns the address of a text that lives as long as the machine; for a few names only. */
    int constant(String text) {
        byte[] bytes = LuaText.bytes(text);
        int address = (int) malloc.apply(bytes.length + 1)[0];
        memory.write(address, bytes);
        memory.writeByte(address + bytes.length, (byte) 0);
        return address;
    }

    int top(int state) {
        return (int) getTop.apply(state)[0];
    }

    void setTop(int state, int index) {
        setTop.apply(state, index);
    }

    void pop(int state, int count) {
        setTop.apply(state, -count - 1);
    }

    void copyToTop(int state, int index) {
        pushValue.apply(state, index);
    }

    int type(int state, int index) {
        return (int) type.apply(state, index)[0];
    }

    boolean isInteger(int state, int index) {
        return isInteger.apply(state, index)[0] != 0;
    }

    boolean toBoolean(int state, int index) {
        return toBoolean.apply(state, index)[0] != 0;
    }

    long toInteger(int state, int index) {
        return toInteger.apply(state, index, 0)[0];
    }

    double toNumber(int state, int index) {
        return Double.longBitsToDouble(toNumber.apply(state, index, 0)[0]);
    }

    /** Returns the bytes of a text; a number at that index becomes one. */
    byte[] toText(int state, int index) {
        int address = (int) toText.apply(state, index, lengthOut)[0];
        return address == 0 ? new byte[0] : memory.readBytes(address, memory.readInt(lengthOut));
    }

    int rawLength(int state, int index) {
        return (int) rawLength.apply(state, index)[0];
    }

    void pushNil(int state) {
        pushNil.apply(state);
    }

    void pushBoolean(int state, boolean value) {
        pushBoolean.apply(state, value ? 1 : 0);
    }

    void pushInteger(int state, long value) {
        pushInteger.apply(state, value);
    }

    void pushNumber(int state, double value) {
        pushNumber.apply(state, Double.doubleToRawLongBits(value));
    }

    void pushText(int state, byte[] bytes) throws LuaError {
        int address = copyIn(bytes);
        pushText.apply(state, address, bytes.length);
    }

    void pushNullPointer(int state) {
        pushPointer.apply(state, 0);
    }

    /** Pushes a closure of the function in a slot of the table, with as many values of the stack as its upvalues. */
    void pushClosure(int state, int slot, int upvalues) {
        pushClosure.apply(state, slot, upvalues);
    }

    void createTable(int state, int elements, int others) {
        createTable.apply(state, elements, others);
    }

    void rawGet(int state, int table) {
        rawGet.apply(state, table);
    }

    /** Pushes an element of a table, and returns its type. */
    int rawGetAt(int state, int table, long index) {
        return (int) rawGetAt.apply(state, table, index)[0];
    }

    void rawSet(int state, int table) {
        rawSet.apply(state, table);
    }

    void rawSetAt(int state, int table, long index) {
        rawSetAt.apply(state, table, index);
    }

    /** Pushes the metatable of a value, and says whether it has one; pushes nothing if not. */
    boolean pushMetatable(int state, int index) {
        return getMetatable.apply(state, index)[0] != 0;
    }

    void setMetatable(int state, int index) {
        setMetatable.apply(state, index);
    }

    /** Puts the next pair in the place of a key, and says whether there is one; takes the key away if not. */
    boolean next(int state, int table) {
        return next.apply(state, table)[0] != 0;
    }

    /** Makes room on the stack. */
    void ensureStack(int state, int slots) {
        checkStack.apply(state, slots, 0);
    }

    void concat(int state, int count) {
        concat.apply(state, count);
    }

    void call(int state, int arguments, int results) {
        call.apply(state, arguments, results, 0, 0);
    }

    /** Calls what lies below the arguments, and returns a status. */
    int protectedCall(int state, int arguments, int results, int messageHandler) {
        return (int) protectedCall.apply(state, arguments, results, messageHandler, 0, 0)[0];
    }

    /** Raises the value on top as an error. */
    LongJump raise(int state) {
        error.apply(state);
        return new LongJump(); // not reached: the call above leaves by one
    }

    /**
     * Pushes a text compiled as a chunk, or the reason why that cannot be, and says which.
     *
     * @param name what errors call it, after a sign that the manual explains at {@code lua_load}
     */
    boolean load(int state, byte[] code, byte[] name) throws LuaError {
        byte[] both = Arrays.copyOf(code, code.length + name.length + 1); // ends with a zero, as names must
        System.arraycopy(name, 0, both, code.length, name.length);
        int address = copyIn(both);
        return load.apply(state, address, code.length, address + code.length, textMode)[0] == OK;
    }

    /** Makes the value on top the first upvalue, its environment, of a chunk. */
    void setEnvironment(int state, int chunk) {
        setUpvalue.apply(state, chunk, 1);
    }

    /** Takes the value on top into the registry, and returns its index there. */
    int reference(int state) {
        return (int) reference.apply(state, REGISTRY)[0];
    }

    /** Opens a library as a global. */
    void require(int state, String name, int slot) {
        require.apply(state, constant(name), slot, 1);
        pop(state, 1);
    }

    /** Pushes the place of a level of calls, such as {@code greet:3: }. */
    void where(int state, int level) {
        where.apply(state, level);
    }

    void traceback(int state) {
        traceback.apply(state, state, 0, 1);
    }

    /** Pushes a value in words. */
    void describe(int state, int index) {
        describe.apply(state, index, 0);
    }

    /** Copies bytes to where they stay until the next such call. */
    private int copyIn(byte[] bytes) throws LuaError {
        if (bytes.length > scratchBytes) {
            free.apply(scratch);
            scratchBytes = 0;
            scratch = (int) malloc.apply(bytes.length)[0];
            if (scratch == 0) {
                throw LuaError.memory();
            }
            scratchBytes = bytes.length;
        }
        memory.write(scratch, bytes);
        return scratch;
    }
}
