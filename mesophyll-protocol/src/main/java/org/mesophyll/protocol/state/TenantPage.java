package org.mesophyll.protocol.state;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;

/**
 * A page of tenants: the answer to {@code GET /db/tenants-wanting}.
 *
 * @param tenants perhaps none, although another page follows
 * @param next where the next page begins, which is behind this tenant; null if there is none
 */
public record TenantPage(List<TenantId> tenants, @Nullable TenantId next) {
    private static final Codec<List<TenantId>> TENANTS = Codecs.list(TenantId.CODEC);

    public static final Codec<TenantPage> CODEC =
            new StructCodec<>("TenantPage", List.of("tenants", "next"), Set.of("next")) {
                @Override
                protected void writeFields(TenantPage value, MessageWriter out) {
                    TENANTS.write(value.tenants, out);
                    TenantId.CODEC.writeOptional(value.next, out);
                }

                @Override
                protected TenantPage readFields(MessageReader in) throws MalformedMessageException {
                    return new TenantPage(TENANTS.read(in), TenantId.CODEC.readOptional(in));
                }
            };

    public TenantPage {
        tenants = List.copyOf(tenants);
    }
}
