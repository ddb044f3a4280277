package org.mesophyll.protocol.state;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.TaggedCodec;
import org.mesophyll.protocol.value.Json;

/** What a tenant gets of a global entry's data. */
public sealed interface GlobalKvData {
    Codec<GlobalKvData> CODEC =
            TaggedCodec.of(GlobalKvData.class, "type", List.of(Data.VARIANT, PurchaseRequired.VARIANT));

    /**
     * {@code Value}: the data.
     *
     * @param data anything
     * @param opaque whether the entry is priced or not public, so that its data is not to be shown
     */
    record Data(Json data, boolean opaque) implements GlobalKvData {
        static final TaggedCodec.Variant<Data> VARIANT =
                TaggedCodec.variant(Data.class, new StructCodec<>("Value", "data", "opaque") {
                    @Override
                    protected void writeFields(Data value, MessageWriter out) {
                        Json.CODEC.write(value.data, out);
                        out.writeBoolean(value.opaque);
                    }

                    @Override
                    protected Data readFields(MessageReader in) throws MalformedMessageException {
                        return new Data(Json.CODEC.read(in), in.readBoolean());
                    }
                });
    }

    /**
     * {@code PurchaseRequired}: the tenant has not bought the entry.
     *
     * @param url where it can
     */
    record PurchaseRequired(String url) implements GlobalKvData {
        static final TaggedCodec.Variant<PurchaseRequired> VARIANT =
                TaggedCodec.variant(PurchaseRequired.class, new StructCodec<>("PurchaseRequired", "purchase_url") {
                    @Override
                    protected void writeFields(PurchaseRequired value, MessageWriter out) {
                        out.writeText(value.url);
                    }

                    @Override
                    protected PurchaseRequired readFields(MessageReader in) throws MalformedMessageException {
                        return new PurchaseRequired(in.readText());
                    }
                });

        @Override
        public String toString() {
            return "PurchaseRequired[..]";
        }
    }
}
