package org.mesophyll.js;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import org.mesophyll.client.script.LimitExceeded;
import org.mesophyll.client.script.Nesting;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.value.Value;

/** Takes a value into a machine. For one thread, and one use. */
final class JsPusher implements Value.Reader<Guest> {
    /** The largest whole number up to which a number of JavaScript has all. */
    static final long MOST_EXACT = (1L << 53) - 1;

    private final JsKit kit;
    private final Nesting nesting;

    JsPusher(JsKit kit, VmLimits limits) {
        this.kit = kit;
        this.nesting = new Nesting(limits);
    }

    Guest push(Value value) throws LimitExceeded {
        try {
            return value.read(this);
        } catch (Refused e) {
            throw e.reason;
        }
    }

    @Override
    public Guest onText(Value.Text value) {
        return kit.of(value.value());
    }

    @Override
    public Guest onInt64(Value.Int64 value) {
        return whole(value.value());
    }

    @Override
    public Guest onUInt64(Value.UInt64 value) {
        return kit.make("unsigned", bigInt(Long.toUnsignedString(value.bits())));
    }

    /** A float that looks like an integer is boxed, or it would come back as one. */
    @Override
    public Guest onFloat64(Value.Float64 value) {
        double number = value.value();
        return Double.isFinite(number) && Math.rint(number) == number ? kit.make("float", number) : kit.of(number);
    }

    @Override
    public Guest onBool(Value.Bool value) {
        return kit.of(value.value());
    }

    @Override
    public Guest onBuffer(Value.Buffer value) {
        return kit.make("buffer", new String(value.value().toByteArray(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public Guest onVector(Value.Vector value) {
        return kit.make("vector", (double) value.x(), (double) value.y(), (double) value.z());
    }

    /** A map whose keys are texts is an object, any other a {@code Map}. */
    @Override
    public Guest onPairs(Value.Pairs value) {
        enter();
        List<Guest> flat = new ArrayList<>();
        boolean areTexts = true;
        for (Value.Pair pair : value.pairs()) {
            areTexts &= pair.key() instanceof Value.Text;
            flat.add(pair.key().read(this));
            flat.add(pair.value().read(this));
        }
        nesting.leave();
        return kit.make(areTexts ? "object" : "map", flat.toArray());
    }

    @Override
    public Guest onSequence(Value.Sequence value) {
        enter();
        List<Guest> values = new ArrayList<>();
        value.values().forEach(each -> values.add(each.read(this)));
        nesting.leave();
        return kit.make("list", values.toArray());
    }

    @Override
    public Guest onTimestamp(Value.Timestamp value) {
        Instant instant = value.value();
        return kit.make("timestamp", whole(instant.getEpochSecond()), instant.get(ChronoField.NANO_OF_SECOND));
    }

    @Override
    public Guest onInterval(Value.Interval value) {
        Duration length = value.value();
        return kit.make("interval", whole(length.getSeconds()), length.getNano());
    }

    @Override
    public Guest onZone(Value.Zone value) {
        return kit.make("zone", value.name());
    }

    @Override
    public Guest onTextMap(Value.TextMap value) {
        List<String> flat = new ArrayList<>();
        value.entries().forEach((key, text) -> flat.addAll(List.of(key, text)));
        return kit.make("textMap", flat.toArray());
    }

    @Override
    public Guest onNull() {
        return kit.of(null);
    }

    private void enter() {
        try {
            nesting.enter();
        } catch (LimitExceeded e) {
            throw new Refused(e);
        }
    }

    private Guest whole(long value) {
        return value >= -MOST_EXACT && value <= MOST_EXACT ? kit.of(value) : bigInt(Long.toString(value));
    }

    private Guest bigInt(String digits) {
        return kit.make("bigint", digits);
    }

    /** Carries a refusal through a reader, whose methods throw none. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient LimitExceeded reason;

        private Refused(LimitExceeded reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
