package org.mesophyll.protocol.value;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.time.Duration;
import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.VariantCodec;

/** The forms of the fourteen kinds of value, in the order of their indexes. */
final class ValueCodec {
    static final Value.Null NULL = new Value.Null();

    private static final int MOST_NANOS = 999_999_999;

    private ValueCodec() {}

    static Codec<Value> create() {
        Codec<Value> any = Codecs.deferred(() -> Value.CODEC);
        return VariantCodec.of(
                Value.class,
                List.of(
                        variant(
                                "Text",
                                Value.Text.class,
                                Codecs.mapped(Codecs.TEXT, Value.Text::value, Value.Text::new)),
                        variant(
                                "Integer",
                                Value.Int64.class,
                                Codecs.mapped(Codecs.INT64, Value.Int64::value, Value.Int64::new)),
                        variant(
                                "UnsignedInteger",
                                Value.UInt64.class,
                                Codecs.mapped(Codecs.UINT64, Value.UInt64::bits, Value.UInt64::new)),
                        variant(
                                "Float",
                                Value.Float64.class,
                                Codecs.mapped(Codecs.FLOAT64, Value.Float64::value, Value.Float64::new)),
                        variant(
                                "Boolean",
                                Value.Bool.class,
                                Codecs.mapped(Codecs.BOOLEAN, Value.Bool::value, Value.Bool::new)),
                        variant(
                                "Buffer",
                                Value.Buffer.class,
                                Codecs.of(ValueCodec::writeBuffer, ValueCodec::readBuffer)),
                        variant(
                                "Vector",
                                Value.Vector.class,
                                Codecs.of(ValueCodec::writeVector, ValueCodec::readVector)),
                        variant(
                                "Map",
                                Value.Pairs.class,
                                Codecs.mapped(Codecs.list(pair(any)), Value.Pairs::pairs, Value.Pairs::new)),
                        variant(
                                "List",
                                Value.Sequence.class,
                                Codecs.mapped(Codecs.list(any), Value.Sequence::values, Value.Sequence::new)),
                        variant(
                                "Timestamptz",
                                Value.Timestamp.class,
                                Codecs.mapped(Timestamps.CODEC, Value.Timestamp::value, Value.Timestamp::new)),
                        variant(
                                "Interval",
                                Value.Interval.class,
                                Codecs.of(ValueCodec::writeInterval, ValueCodec::readInterval)),
                        variant(
                                "TimeZone",
                                Value.Zone.class,
                                Codecs.mapped(Codecs.TEXT, Value.Zone::name, Value.Zone::new)),
                        variant(
                                "LazyStringMap",
                                Value.TextMap.class,
                                Codecs.mapped(Codecs.TEXT_MAP, Value.TextMap::entries, Value.TextMap::new)),
                        VariantCodec.bare("Null", Value.Null.class, NULL)));
    }

    private static Codec<Value.Pair> pair(Codec<Value> any) {
        return Codecs.of(
                (pair, out) -> {
                    out.beginArray(2);
                    any.write(pair.key(), out);
                    any.write(pair.value(), out);
                    out.end();
                },
                in -> {
                    expectElements(in, 2, "a pair of a Map");
                    Value key = any.read(in);
                    Value value = any.read(in);
                    in.end();
                    return new Value.Pair(key, value);
                });
    }

    private static void writeBuffer(Value.Buffer buffer, MessageWriter out) {
        out.writeByteArray(buffer.value().shared());
    }

    private static Value.Buffer readBuffer(MessageReader in) throws MalformedMessageException {
        return new Value.Buffer(Bytes.owning(in.readByteArray()));
    }

    private static void writeVector(Value.Vector vector, MessageWriter out) {
        out.beginArray(3);
        out.writeFloat32(vector.x());
        out.writeFloat32(vector.y());
        out.writeFloat32(vector.z());
        out.end();
    }

    private static Value.Vector readVector(MessageReader in) throws MalformedMessageException {
        expectElements(in, 3, "a Vector");
        Value.Vector vector = new Value.Vector(in.readFloat32(), in.readFloat32(), in.readFloat32());
        in.end();
        return vector;
    }

    private static void writeInterval(Value.Interval interval, MessageWriter out) {
        out.beginArray(2);
        out.writeInteger(interval.value().toSeconds());
        out.writeInteger(interval.value().toNanosPart());
        out.end();
    }

    private static Value.Interval readInterval(MessageReader in) throws MalformedMessageException {
        expectElements(in, 2, "an Interval");
        long seconds = in.readInteger();
        long nanos = in.readInteger();
        if (nanos < 0 || nanos > MOST_NANOS) {
            throw new MalformedMessageException("the nanoseconds of an Interval are 0 to " + MOST_NANOS);
        }
        in.end();
        return new Value.Interval(Duration.ofSeconds(seconds, nanos));
    }

    private static void expectElements(MessageReader in, int expected, String what) throws MalformedMessageException {
        int count = in.beginArray();
        if (count != expected) {
            throw new MalformedMessageException(what + " has " + expected + " elements, found " + count);
        }
    }
}
