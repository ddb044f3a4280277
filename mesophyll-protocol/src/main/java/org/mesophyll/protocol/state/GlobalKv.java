package org.mesophyll.protocol.state;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;

/**
 * A global entry as one tenant sees it.
 *
 * @param partial what the catalogue shows
 * @param data the data, or where to buy it
 */
public record GlobalKv(PartialGlobalKv partial, GlobalKvData data) {
    private static final Field<GlobalKv, PartialGlobalKv> PARTIAL =
            Field.of("partial", PartialGlobalKv.CODEC, GlobalKv::partial);
    private static final Field<GlobalKv, GlobalKvData> DATA = Field.of("data", GlobalKvData.CODEC, GlobalKv::data);

    public static final Codec<GlobalKv> CODEC = StructCodec.of(
            "GlobalKv", List.of(PARTIAL, DATA), values -> new GlobalKv(values.get(PARTIAL), values.get(DATA)));
}
