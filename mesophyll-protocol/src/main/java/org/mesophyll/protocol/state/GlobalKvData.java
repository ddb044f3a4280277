package org.mesophyll.protocol.state;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.Field;
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
        private static final Field<Data, Json> DATA = Field.of("data", Json.CODEC, Data::data);
        private static final Field<Data, Boolean> OPAQUE = Field.of("opaque", Codecs.BOOLEAN, Data::opaque);
        static final TaggedCodec.Variant<Data> VARIANT = TaggedCodec.variant(
                "Value", Data.class, List.of(DATA, OPAQUE), values -> new Data(values.get(DATA), values.get(OPAQUE)));
    }

    /**
     * {@code PurchaseRequired}: the tenant has not bought the entry.
     *
     * @param url where it can
     */
    record PurchaseRequired(String url) implements GlobalKvData {
        private static final Field<PurchaseRequired, String> URL = Field.text("purchase_url", PurchaseRequired::url);
        static final TaggedCodec.Variant<PurchaseRequired> VARIANT = TaggedCodec.variant(
                "PurchaseRequired",
                PurchaseRequired.class,
                List.of(URL),
                values -> new PurchaseRequired(values.get(URL)));

        @Override
        public String toString() {
            return "PurchaseRequired[..]";
        }
    }
}
