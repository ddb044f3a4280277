package org.mesophyll.protocol;

import java.util.List;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** The forms of the three kinds of event data, in the order of their indexes. */
final class EventDataCodec extends VariantCodec<EventData> {
    private static final int JSON = 0;
    private static final int JSON_TEXT = 1;
    private static final int VALUE = 2;

    private static final StructCodec<String> TEXT = new StructCodec<>("RawValue", "0") {
        @Override
        protected void writeFields(String text, MessageWriter out) {
            out.writeText(text);
        }

        @Override
        protected String readFields(MessageReader in) throws MalformedMessageException {
            return in.readText();
        }
    };

    EventDataCodec() {
        super("EventData", List.of("Json", "RawValue", "KhronosValue"));
    }

    @Override
    public void write(EventData data, MessageWriter out) {
        data.read(new Writing(out));
    }

    @Override
    protected EventData readPayload(int variant, MessageReader in) throws MalformedMessageException {
        return switch (variant) {
            case JSON -> new EventData.OfJson(Json.CODEC.read(in));
            case JSON_TEXT -> new EventData.OfJsonText(TEXT.read(in));
            default -> new EventData.OfValue(Value.CODEC.read(in));
        };
    }

    private final class Writing implements EventData.Reader<MessageWriter> {
        private final MessageWriter out;

        private Writing(MessageWriter out) {
            this.out = out;
        }

        @Override
        public MessageWriter onJson(Json json) {
            begin(JSON, out);
            Json.CODEC.write(json, out);
            out.end();
            return out;
        }

        @Override
        public MessageWriter onJsonText(String text) {
            begin(JSON_TEXT, out);
            TEXT.write(text, out);
            out.end();
            return out;
        }

        @Override
        public MessageWriter onValue(Value value) {
            begin(VALUE, out);
            Value.CODEC.write(value, out);
            out.end();
            return out;
        }
    }
}
