package org.mesophyll.lua;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mesophyll.client.script.LimitExceeded;
import org.mesophyll.client.script.OutputBudget;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.value.Value;

/**
 * Takes values from a stack, as many bytes of them and as deep as may be; for one thread, and one call.
 *
 * <p>A table without a kind is a list if its keys are 1, 2 and so on, and a map otherwise. Lua's tables have no order: a
 * map's entries come in the order of their keys, numbers before texts.
 */
final class ValueTaker {
    /** A key, a value, and what tells its kind. */
    private static final int SLOTS = 4;

    private static final Comparator<Value.Pair> BY_KEY = ValueTaker::compareKeys;

    private final LuaApi api;
    private final int state;
    private final OutputBudget budget;

    ValueTaker(LuaApi api, int state, VmLimits limits) {
        this.api = api;
        this.state = state;
        this.budget = new OutputBudget(limits);
    }

    /** Returns the value at a positive index; the stack stays as it is. */
    Value take(int index) throws LuaError {
        try {
            return value(index);
        } catch (LimitExceeded e) {
            throw LuaError.limit(e);
        }
    }

    private Value value(int index) throws LuaError, LimitExceeded {
        budget.countValue();
        return switch (api.type(state, index)) {
            case LuaApi.TYPE_NIL, LuaApi.TYPE_LIGHT_USERDATA -> Value.ofNull();
            case LuaApi.TYPE_BOOLEAN -> Value.of(api.toBoolean(state, index));
            case LuaApi.TYPE_NUMBER ->
                api.isInteger(state, index)
                        ? Value.of(api.toInteger(state, index))
                        : Value.of(api.toNumber(state, index));
            case LuaApi.TYPE_STRING -> Value.of(text(index));
            case LuaApi.TYPE_TABLE -> table(index);
            default -> throw LuaError.runtime("functions and coroutines cannot leave the script");
        };
    }

    private Value table(int index) throws LuaError, LimitExceeded {
        budget.nesting().enter();
        api.ensureStack(state, SLOTS);
        Optional<Kind> kind = kind(index);
        Value value = kind.isPresent() ? ofKind(kind.get(), index) : plain(index);
        budget.nesting().leave();
        return value;
    }

    private Optional<Kind> kind(int index) {
        if (!api.pushMetatable(state, index)) {
            return Optional.empty();
        }
        boolean number = api.rawGetAt(state, -1, 1) == LuaApi.TYPE_NUMBER;
        Optional<Kind> kind = number ? Kind.of(api.toInteger(state, -1)) : Optional.empty();
        api.pop(state, 2);
        return kind;
    }

    private Value ofKind(Kind kind, int index) throws LuaError, LimitExceeded {
        try {
            return switch (kind) {
                case LIST -> list(index);
                case MAP -> new Value.Pairs(sorted(pairs(index)));
                case TEXT_MAP -> textMap(index);
                case UNSIGNED -> new Value.UInt64(integer(index, 1));
                case BUFFER -> Value.of(bytes(index, 1));
                case VECTOR ->
                    new Value.Vector((float) number(index, 1), (float) number(index, 2), (float) number(index, 3));
                case TIMESTAMP -> new Value.Timestamp(Instant.ofEpochSecond(integer(index, 1), integer(index, 2)));
                case INTERVAL -> new Value.Interval(Duration.ofSeconds(integer(index, 1), integer(index, 2)));
                case ZONE -> new Value.Zone(LuaText.strict(bytes(index, 1)));
            };
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw LuaError.runtime(String.valueOf(e.getMessage()));
        }
    }

    private Value list(int index) throws LuaError, LimitExceeded {
        List<Value> values = new ArrayList<>();
        int length = api.rawLength(state, index);
        for (int i = 1; i <= length; i++) {
            api.rawGetAt(state, index, i);
            values.add(takeTop());
        }
        return new Value.Sequence(values);
    }

    private Value textMap(int index) throws LuaError, LimitExceeded {
        Map<String, String> entries = new LinkedHashMap<>();
        for (Value.Pair pair : sorted(pairs(index))) {
            if (!(pair.key() instanceof Value.Text key) || !(pair.value() instanceof Value.Text value)) {
                throw LuaError.runtime("a textmap has texts as keys and values");
            }
            entries.put(key.value(), value.value());
        }
        return new Value.TextMap(entries);
    }

    private Value plain(int index) throws LuaError, LimitExceeded {
        List<Value.Pair> pairs = sorted(pairs(index));
        for (int i = 0; i < pairs.size(); i++) {
            if (!(pairs.get(i).key() instanceof Value.Int64 key) || key.value() != i + 1L) {
                return new Value.Pairs(pairs);
            }
        }
        return pairs.isEmpty()
                ? new Value.Pairs(pairs)
                : new Value.Sequence(pairs.stream().map(Value.Pair::value).toList());
    }

    private List<Value.Pair> pairs(int index) throws LuaError, LimitExceeded {
        List<Value.Pair> pairs = new ArrayList<>();
        api.pushNil(state);
        while (api.next(state, index)) {
            Value value = takeTop();
            pairs.add(new Value.Pair(value(api.top(state)), value));
        }
        return pairs;
    }

    /** Takes the value on top away. */
    private Value takeTop() throws LuaError, LimitExceeded {
        Value value = value(api.top(state));
        api.pop(state, 1);
        return value;
    }

    private static List<Value.Pair> sorted(List<Value.Pair> pairs) {
        pairs.sort(BY_KEY);
        return pairs;
    }

    private static int compareKeys(Value.Pair a, Value.Pair b) {
        if (a.key() instanceof Value.Int64 first && b.key() instanceof Value.Int64 second) {
            return Long.compare(first.value(), second.value());
        }
        if (a.key() instanceof Value.Text first && b.key() instanceof Value.Text second) {
            return first.value().compareTo(second.value());
        }
        return Integer.compare(rank(a.key()), rank(b.key()));
    }

    private static int rank(Value key) {
        if (key instanceof Value.Int64) {
            return 0;
        }
        return key instanceof Value.Text ? 1 : 2;
    }

    private String text(int index) throws LuaError, LimitExceeded {
        return LuaText.strict(counted(api.toText(state, index)));
    }

    private long integer(int table, int element) throws LuaError {
        requireType(table, element, LuaApi.TYPE_NUMBER);
        long value = api.toInteger(state, -1);
        api.pop(state, 1);
        return value;
    }

    private double number(int table, int element) throws LuaError {
        requireType(table, element, LuaApi.TYPE_NUMBER);
        double value = api.toNumber(state, -1);
        api.pop(state, 1);
        return value;
    }

    private byte[] bytes(int table, int element) throws LuaError, LimitExceeded {
        requireType(table, element, LuaApi.TYPE_STRING);
        byte[] value = counted(api.toText(state, -1));
        api.pop(state, 1);
        return value;
    }

    private void requireType(int table, int element, int type) throws LuaError {
        if (api.rawGetAt(state, table, element) != type) {
            throw LuaError.runtime("a value's element " + element + " was changed to another type");
        }
    }

    private byte[] counted(byte[] taken) throws LimitExceeded {
        budget.countBytes(taken.length);
        return taken;
    }
}
