package org.mesophyll.js;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mesophyll.client.script.HostRefusal;
import org.mesophyll.client.script.LimitExceeded;
import org.mesophyll.client.script.OutputBudget;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.value.Value;

/** Takes values out of a machine, as many bytes of them and as deep as may be; for one thread, and one call. */
final class JsTaker {
    private final JsKit kit;
    private final OutputBudget budget;

    JsTaker(JsKit kit, VmLimits limits) {
        this.kit = kit;
        this.budget = new OutputBudget(limits);
    }

    Value take(Guest guest) throws LimitExceeded, HostRefusal {
        budget.countValue();
        if (guest.isNull()) {
            return Value.ofNull();
        }
        if (guest.isBoolean()) {
            return Value.of(guest.isTrue());
        }
        if (guest.isText()) {
            return Value.of(text(guest));
        }
        return guest.isNumber() ? number(guest) : object(guest);
    }

    private Value number(Guest guest) throws HostRefusal {
        boolean isExact =
                guest.isLong() && guest.number() >= -JsPusher.MOST_EXACT && guest.number() <= JsPusher.MOST_EXACT;
        if (!isExact && !kit.isBigInt(guest)) {
            return Value.of(guest.fraction());
        }
        if (guest.isLong()) {
            return Value.of(guest.number());
        }
        throw new HostRefusal(
                "a BigInt of more than 64 bits cannot leave the script; Unsigned takes 64 without a sign");
    }

    private Value object(Guest guest) throws LimitExceeded, HostRefusal {
        budget.nesting().enter();
        try {
            Value taken = described(kit.describe(guest, budget.valuesLeft()));
            budget.nesting().leave();
            return taken;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new HostRefusal(String.valueOf(e.getMessage()));
        }
    }

    private Value described(Guest parts) throws LimitExceeded, HostRefusal {
        return switch (Kind.valueOf(parts.at(0).text())) {
            case LIST -> new Value.Sequence(values(parts.at(1)));
            case MAP -> new Value.Pairs(pairs(parts.at(1)));
            case TEXT_MAP -> textMap(parts.at(1));
            case FLOAT -> Value.of(parts.at(1).fraction());
            case UNSIGNED -> new Value.UInt64(Long.parseUnsignedLong(parts.at(1).text()));
            case BUFFER -> buffer(parts);
            case VECTOR ->
                new Value.Vector(
                        (float) parts.at(1).fraction(), (float) parts.at(2).fraction(), (float)
                                parts.at(3).fraction());
            case TIMESTAMP ->
                new Value.Timestamp(
                        Instant.ofEpochSecond(parts.at(1).number(), parts.at(2).number()));
            case INTERVAL ->
                new Value.Interval(
                        Duration.ofSeconds(parts.at(1).number(), parts.at(2).number()));
            case ZONE -> new Value.Zone(text(parts.at(1)));
            case TOO_MUCH -> throw budget.exceeded();
            case NONE ->
                throw new HostRefusal("functions, symbols and objects of other classes cannot leave the script");
        };
    }

    private List<Value> values(Guest list) throws LimitExceeded, HostRefusal {
        List<Value> values = new ArrayList<>();
        long size = list.size();
        for (long i = 0; i < size; i++) {
            values.add(take(list.at(i)));
        }
        return values;
    }

    private List<Value.Pair> pairs(Guest flat) throws LimitExceeded, HostRefusal {
        List<Value> values = values(flat);
        List<Value.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < values.size(); i += 2) {
            pairs.add(new Value.Pair(values.get(i), values.get(i + 1)));
        }
        return pairs;
    }

    private Value textMap(Guest flat) throws LimitExceeded, HostRefusal {
        Map<String, String> entries = new LinkedHashMap<>();
        for (Value.Pair pair : pairs(flat)) {
            if (!(pair.key() instanceof Value.Text key) || !(pair.value() instanceof Value.Text value)) {
                throw new HostRefusal("a TextMap has texts as keys and values");
            }
            entries.put(key.value(), value.value());
        }
        return new Value.TextMap(entries);
    }

    private Value buffer(Guest parts) throws LimitExceeded {
        long length = parts.at(3).number();
        budget.countBytes(length);
        return Value.of(parts.at(1).bytes(parts.at(2).number(), (int) length));
    }

    /** A text may be an unfinished sum of others, far longer than the heap is large: so its length comes first. */
    private String text(Guest guest) throws LimitExceeded, HostRefusal {
        if (kit.length(guest) > budget.bytesLeft()) {
            throw budget.exceeded();
        }
        String text = guest.text();
        budget.countBytes(bytes(text));
        return text;
    }

    /** Returns how many bytes a text has as UTF-8. */
    private static long bytes(String text) throws HostRefusal {
        long bytes = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw new HostRefusal("a text has half of a surrogate pair; a Uint8Array takes any bytes");
            }
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        }
        return bytes;
    }
}
