package org.mesophyll.protocol.state;

import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;

/**
 * A global entry as one tenant sees it.
 *
 * @param partial what the catalogue shows
 * @param data the data, or where to buy it
 */
public record GlobalKv(PartialGlobalKv partial, GlobalKvData data) {
    public static final Codec<GlobalKv> CODEC = new StructCodec<>("GlobalKv", "partial", "data") {
        @Override
        protected void writeFields(GlobalKv value, MessageWriter out) {
            PartialGlobalKv.CODEC.write(value.partial, out);
            GlobalKvData.CODEC.write(value.data, out);
        }

        @Override
        protected GlobalKv readFields(MessageReader in) throws MalformedMessageException {
            return new GlobalKv(PartialGlobalKv.CODEC.read(in), GlobalKvData.CODEC.read(in));
        }
    };
}
