package org.mesophyll.protocol.value;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.VariantCodec;

/** The forms of the fourteen kinds of value, in the order of their indexes. */
final class ValueCodec extends VariantCodec<Value> {
    static final Value NULL = new Value.Null();

    private static final int TEXT = 0;
    private static final int INTEGER = 1;
    private static final int UNSIGNED = 2;
    private static final int FLOAT = 3;
    private static final int BOOLEAN = 4;
    private static final int BUFFER = 5;
    private static final int VECTOR = 6;
    private static final int MAP = 7;
    private static final int LIST = 8;
    private static final int TIMESTAMP = 9;
    private static final int INTERVAL = 10;
    private static final int ZONE = 11;
    private static final int TEXT_MAP = 12;
    private static final int NOTHING = 13;

    private static final int MOST_NANOS = 999_999_999;

    private final Codec<List<Value>> values = Codecs.list(this);
    private final Codec<List<Value.Pair>> pairs = Codecs.list(Codecs.of(this::writePair, this::readPair));

    ValueCodec() {
        super(
                "Value",
                List.of(
                        "Text",
                        "Integer",
                        "UnsignedInteger",
                        "Float",
                        "Boolean",
                        "Buffer",
                        "Vector",
                        "Map",
                        "List",
                        "Timestamptz",
                        "Interval",
                        "TimeZone",
                        "LazyStringMap",
                        "Null"));
    }

    @Override
    public void write(Value value, MessageWriter out) {
        value.read(new Writing(out));
    }

    @Override
    protected Value readPayload(int variant, MessageReader in) throws MalformedMessageException {
        return switch (variant) {
            case TEXT -> new Value.Text(in.readText());
            case INTEGER -> new Value.Int64(in.readInteger());
            case UNSIGNED -> new Value.UInt64(in.readUnsigned());
            case FLOAT -> new Value.Float64(in.readFloat64());
            case BOOLEAN -> new Value.Bool(in.readBoolean());
            case BUFFER -> new Value.Buffer(Bytes.owning(in.readByteArray()));
            case VECTOR -> readVector(in);
            case MAP -> new Value.Pairs(pairs.read(in));
            case LIST -> new Value.Sequence(values.read(in));
            case TIMESTAMP -> new Value.Timestamp(Timestamps.CODEC.read(in));
            case INTERVAL -> readInterval(in);
            case ZONE -> new Value.Zone(in.readText());
            case TEXT_MAP -> new Value.TextMap(Codecs.TEXT_MAP.read(in));
            default -> readNull(in);
        };
    }

    @Override
    protected @Nullable Value bare(int variant) {
        return variant == NOTHING ? NULL : null;
    }

    private void writePair(Value.Pair pair, MessageWriter out) {
        out.beginArray(2);
        write(pair.key(), out);
        write(pair.value(), out);
        out.end();
    }

    private Value.Pair readPair(MessageReader in) throws MalformedMessageException {
        expectElements(in, 2, "a pair of a Map");
        Value.Pair pair = new Value.Pair(read(in), read(in));
        in.end();
        return pair;
    }

    private static Value readVector(MessageReader in) throws MalformedMessageException {
        expectElements(in, 3, "a Vector");
        Value vector = new Value.Vector(in.readFloat32(), in.readFloat32(), in.readFloat32());
        in.end();
        return vector;
    }

    private static Value readInterval(MessageReader in) throws MalformedMessageException {
        expectElements(in, 2, "an Interval");
        long seconds = in.readInteger();
        long nanos = in.readInteger();
        if (nanos < 0 || nanos > MOST_NANOS) {
            throw new MalformedMessageException("the nanoseconds of an Interval are 0 to " + MOST_NANOS);
        }
        in.end();
        return new Value.Interval(Duration.ofSeconds(seconds, nanos));
    }

    private static Value readNull(MessageReader in) throws MalformedMessageException {
        if (!in.tryNil()) {
            throw in.expected("nil");
        }
        return NULL;
    }

    private static void expectElements(MessageReader in, int expected, String what) throws MalformedMessageException {
        int count = in.beginArray();
        if (count != expected) {
            throw new MalformedMessageException(what + " has " + expected + " elements, found " + count);
        }
    }

    private final class Writing implements Value.Reader<MessageWriter> {
        private final MessageWriter out;

        private Writing(MessageWriter out) {
            this.out = out;
        }

        @Override
        public MessageWriter onText(Value.Text value) {
            begin(TEXT, out);
            out.writeText(value.value());
            return ended();
        }

        @Override
        public MessageWriter onInt64(Value.Int64 value) {
            begin(INTEGER, out);
            out.writeInteger(value.value());
            return ended();
        }

        @Override
        public MessageWriter onUInt64(Value.UInt64 value) {
            begin(UNSIGNED, out);
            out.writeUnsigned(value.bits());
            return ended();
        }

        @Override
        public MessageWriter onFloat64(Value.Float64 value) {
            begin(FLOAT, out);
            out.writeFloat64(value.value());
            return ended();
        }

        @Override
        public MessageWriter onBool(Value.Bool value) {
            begin(BOOLEAN, out);
            out.writeBoolean(value.value());
            return ended();
        }

        @Override
        public MessageWriter onBuffer(Value.Buffer value) {
            begin(BUFFER, out);
            out.writeByteArray(value.value().shared());
            return ended();
        }

        @Override
        public MessageWriter onVector(Value.Vector value) {
            begin(VECTOR, out);
            out.beginArray(3);
            out.writeFloat32(value.x());
            out.writeFloat32(value.y());
            out.writeFloat32(value.z());
            out.end();
            return ended();
        }

        @Override
        public MessageWriter onPairs(Value.Pairs value) {
            begin(MAP, out);
            pairs.write(value.pairs(), out);
            return ended();
        }

        @Override
        public MessageWriter onSequence(Value.Sequence value) {
            begin(LIST, out);
            values.write(value.values(), out);
            return ended();
        }

        @Override
        public MessageWriter onTimestamp(Value.Timestamp value) {
            begin(TIMESTAMP, out);
            Timestamps.CODEC.write(value.value(), out);
            return ended();
        }

        @Override
        public MessageWriter onInterval(Value.Interval value) {
            begin(INTERVAL, out);
            out.beginArray(2);
            out.writeInteger(value.value().toSeconds());
            out.writeInteger(value.value().toNanosPart());
            out.end();
            return ended();
        }

        @Override
        public MessageWriter onZone(Value.Zone value) {
            begin(ZONE, out);
            out.writeText(value.name());
            return ended();
        }

        @Override
        public MessageWriter onTextMap(Value.TextMap value) {
            begin(TEXT_MAP, out);
            Codecs.TEXT_MAP.write(value.entries(), out);
            return ended();
        }

        @Override
        public MessageWriter onNull() {
            writeBare(NOTHING, out);
            return out;
        }

        private MessageWriter ended() {
            out.end();
            return out;
        }
    }
}
