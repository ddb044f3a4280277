package org.mesophyll.protocol.state;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.value.Json;

/**
 * What a tenant has told its worker to remember.
 *
 * @param events the names of the events that the tenant wants
 * @param data anything
 */
public record TenantState(Set<String> events, Json data) {
    private static final Field<TenantState, List<String>> EVENTS =
            Field.of("events", Codecs.list(Codecs.TEXT), state -> List.copyOf(state.events()));
    private static final Field<TenantState, Json> DATA = Field.of("data", Json.CODEC, TenantState::data);

    public static final Codec<TenantState> CODEC = StructCodec.of(
            "TenantState",
            List.of(EVENTS, DATA),
            values -> new TenantState(new LinkedHashSet<>(values.get(EVENTS)), values.get(DATA)));

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
