package org.mesophyll.protocol.state;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.value.Json;

/**
 * What a tenant has told its worker to remember.
 *
 * @param events the names of the events that the tenant wants
 * @param data anything
 */
public record TenantState(Set<String> events, Json data) {
    /** The names of events, as they are encoded within a state. */
    public static final Codec<List<String>> EVENTS = Codecs.list(Codecs.TEXT);

    public static final Codec<TenantState> CODEC = new StructCodec<>("TenantState", "events", "data") {
        @Override
        protected void writeFields(TenantState value, MessageWriter out) {
            EVENTS.write(List.copyOf(value.events), out);
            Json.CODEC.write(value.data, out);
        }

        @Override
        protected TenantState readFields(MessageReader in) throws MalformedMessageException {
            return new TenantState(new LinkedHashSet<>(EVENTS.read(in)), Json.CODEC.read(in));
        }
    };

    /** The answer to {@code GET /db/tenant-states}. */
    public static final Codec<Map<TenantId, TenantState>> BY_TENANT_CODEC = Codecs.map(TenantId.CODEC, CODEC);

    public TenantState {
        events = Collections.unmodifiableSet(new LinkedHashSet<>(events));
    }

    @Override
    public String toString() {
        return "TenantState[" + events.size() + " events, " + data + "]";
    }
}
