package org.mesophyll.lua;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import org.mesophyll.client.script.LimitExceeded;
import org.mesophyll.client.script.Nesting;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.value.Value;

/** Puts a value on a stack. Each method returns the slots that it took, which is one; for one thread, and one use. */
final class ValuePusher implements Value.Reader<Integer> {
    private static final Integer ONE = 1;
    /** A table, its metatable, a key and a value. */
    private static final int SLOTS = 4;

    private final LuaApi api;
    private final int state;
    private final int kinds; // where the registry has the metatables
    private final Nesting nesting;

    ValuePusher(LuaApi api, int state, int kinds, VmLimits limits) {
        this.api = api;
        this.state = state;
        this.kinds = kinds;
        this.nesting = new Nesting(limits);
    }

    /** Pushes a value; a null is {@code nil}, but within others, where it is the null of the host. */
    void push(Value value) throws LuaError {
        if (value instanceof Value.Null) {
            api.pushNil(state);
            return;
        }
        pushInner(value);
    }

    private void pushInner(Value value) throws LuaError {
        try {
            value.read(this);
        } catch (Refused e) {
            throw e.error;
        }
    }

    @Override
    public Integer onText(Value.Text value) {
        return text(value.value());
    }

    @Override
    public Integer onInt64(Value.Int64 value) {
        api.pushInteger(state, value.value());
        return ONE;
    }

    @Override
    public Integer onUInt64(Value.UInt64 value) {
        open(Kind.UNSIGNED, 1);
        api.pushInteger(state, value.bits());
        api.rawSetAt(state, -2, 1);
        return ONE;
    }

    @Override
    public Integer onFloat64(Value.Float64 value) {
        api.pushNumber(state, value.value());
        return ONE;
    }

    @Override
    public Integer onBool(Value.Bool value) {
        api.pushBoolean(state, value.value());
        return ONE;
    }

    @Override
    public Integer onBuffer(Value.Buffer value) {
        open(Kind.BUFFER, 1);
        bytes(value.value().toByteArray());
        api.rawSetAt(state, -2, 1);
        return ONE;
    }

    @Override
    public Integer onVector(Value.Vector value) {
        open(Kind.VECTOR, 3);
        float[] parts = {value.x(), value.y(), value.z()};
        for (int i = 0; i < parts.length; i++) {
            api.pushNumber(state, parts[i]);
            api.rawSetAt(state, -2, i + 1L);
        }
        return ONE;
    }

    @Override
    public Integer onPairs(Value.Pairs value) {
        List<Value.Pair> pairs = value.pairs();
        open(Kind.MAP, 0);
        enter();
        for (Value.Pair pair : pairs) {
            checkKey(pair.key());
            pair.key().read(this);
            pair.value().read(this);
            api.rawSet(state, -3);
        }
        nesting.leave();
        return ONE;
    }

    @Override
    public Integer onSequence(Value.Sequence value) {
        List<Value> values = value.values();
        open(Kind.LIST, values.size());
        enter();
        for (int i = 0; i < values.size(); i++) {
            values.get(i).read(this);
            api.rawSetAt(state, -2, i + 1L);
        }
        nesting.leave();
        return ONE;
    }

    @Override
    public Integer onTimestamp(Value.Timestamp value) {
        Instant instant = value.value();
        return instant(Kind.TIMESTAMP, instant.getEpochSecond(), instant.get(ChronoField.NANO_OF_SECOND));
    }

    @Override
    public Integer onInterval(Value.Interval value) {
        Duration length = value.value();
        return instant(Kind.INTERVAL, length.toSeconds(), length.toNanosPart());
    }

    @Override
    public Integer onZone(Value.Zone value) {
        open(Kind.ZONE, 1);
        text(value.name());
        api.rawSetAt(state, -2, 1);
        return ONE;
    }

    @Override
    public Integer onTextMap(Value.TextMap value) {
        open(Kind.TEXT_MAP, 0);
        for (Map.Entry<String, String> entry : value.entries().entrySet()) {
            text(entry.getKey());
            text(entry.getValue());
            api.rawSet(state, -3);
        }
        return ONE;
    }

    @Override
    public Integer onNull() {
        api.pushNullPointer(state);
        return ONE;
    }

    /** Pushes a table of a kind. */
    private void open(Kind kind, int elements) {
        api.ensureStack(state, SLOTS);
        api.createTable(state, elements, 0);
        api.rawGetAt(state, LuaApi.REGISTRY, kinds);
        api.rawGetAt(state, -1, kind.number());
        api.setMetatable(state, -3);
        api.pop(state, 1);
    }

    private void enter() {
        try {
            nesting.enter();
        } catch (LimitExceeded e) {
            throw new Refused(LuaError.limit(e));
        }
    }

    private static void checkKey(Value key) {
        if (key instanceof Value.Float64 number && Double.isNaN(number.value())) {
            throw new Refused(LuaError.runtime("a map has NaN as a key, which a table of Lua cannot have"));
        }
    }

    private Integer instant(Kind kind, long seconds, int nanos) {
        open(kind, 2);
        api.pushInteger(state, seconds);
        api.rawSetAt(state, -2, 1);
        api.pushInteger(state, nanos);
        api.rawSetAt(state, -2, 2);
        return ONE;
    }

    private Integer text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private Integer bytes(byte[] bytes) {
        try {
            api.pushText(state, bytes);
            return ONE;
        } catch (LuaError e) {
            throw new Refused(e);
        }
    }

    /** Carries an error through a reader, whose methods throw none. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient LuaError error;

        private Refused(LuaError error) {
            super(error);
            this.error = error;
        }
    }
}
