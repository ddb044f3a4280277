package org.mesophyll.protocol.value;

import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;

/** Free JSON as plain MessagePack. */
final class JsonCodec extends Codec<Json> {
    static final Json NULL = new Json.Null();

    private final Codec<List<Json>> elements = Codecs.list(this);
    private final Codec<Map<String, Json>> members = Codecs.textMap(this);

    @Override
    public void write(Json value, MessageWriter out) {
        value.read(new Writing(out));
    }

    @Override
    public Json read(MessageReader in) throws MalformedMessageException {
        return switch (in.peek()) {
            case NIL -> readNull(in);
            case BOOLEAN -> new Json.Bool(in.readBoolean());
            case INTEGER -> readInteger(in);
            case FLOAT -> new Json.Float64(in.readFloat64());
            case TEXT -> new Json.Text(in.readText());
            case ARRAY -> new Json.Array(elements.read(in));
            case MAP -> new Json.Members(members.read(in));
            case BINARY, UNSUPPORTED -> throw new MalformedMessageException("JSON holds no binary and no extensions");
        };
    }

    private static Json readNull(MessageReader in) throws MalformedMessageException {
        in.tryNil();
        return NULL;
    }

    private static Json readInteger(MessageReader in) throws MalformedMessageException {
        return in.isUnsigned64() ? Json.ofUnsigned(in.readUnsigned()) : new Json.Int(in.readInteger());
    }

    private final class Writing implements Json.Reader<MessageWriter> {
        private final MessageWriter out;

        private Writing(MessageWriter out) {
            this.out = out;
        }

        @Override
        public MessageWriter onNull() {
            out.writeNil();
            return out;
        }

        @Override
        public MessageWriter onBool(boolean value) {
            out.writeBoolean(value);
            return out;
        }

        @Override
        public MessageWriter onInteger(long value) {
            out.writeInteger(value);
            return out;
        }

        @Override
        public MessageWriter onLargeInteger(long bits) {
            out.writeUnsigned(bits);
            return out;
        }

        @Override
        public MessageWriter onFloat(double value) {
            out.writeFloat64(value);
            return out;
        }

        @Override
        public MessageWriter onText(String value) {
            out.writeText(value);
            return out;
        }

        @Override
        public MessageWriter onArray(List<Json> values) {
            elements.write(values, out);
            return out;
        }

        @Override
        public MessageWriter onObject(Map<String, Json> entries) {
            members.write(entries, out);
            return out;
        }
    }
}
