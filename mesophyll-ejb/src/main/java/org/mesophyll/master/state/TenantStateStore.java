package org.mesophyll.master.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.TenantState;

/** The tenants' states on one connection, as the protocol encodes them. */
final class TenantStateStore {
    private static final int PAGE = 1000;
    private static final String TENANT = " where tenant_kind = ? and tenant_id = ?";
    private static final String BEHIND = " tenant_kind >= ? and (tenant_kind > ? or tenant_id > ?)";

    private final Sql sql;

    TenantStateStore(Sql sql) {
        this.sql = sql;
    }

    /**
     * A state that is kept, without its content.
     *
     * @param bytes how long its content is
     */
    record Kept(TenantId tenant, int bytes) {}

    /** A state's content. */
    static final class Content {
        private final TenantId tenant;
        private final byte[] bytes;

        private Content(TenantId tenant, byte[] bytes) {
            this.tenant = tenant;
            this.bytes = bytes;
        }

        TenantId tenant() {
            return tenant;
        }

        byte[] bytes() {
            return bytes; // not copied: what is read is written at once
        }
    }

    /**
     * What a tenant wants to hear of.
     *
     * @param events the names; null if they cannot be read
     */
    record Subscription(TenantId tenant, @Nullable Set<String> events) {
        boolean contains(String event) {
            return events != null && events.contains(event);
        }
    }

    Optional<byte[]> find(TenantId tenant) {
        return sql.first(
                "select content from tenant_state" + TENANT,
                List.of(TenantColumns.kind(tenant), tenant.id()),
                row -> row.getBytes(1));
    }

    void set(TenantId tenant, byte[] content, byte[] events, long nowMicros) {
        int updated = sql.changeEach(
                        "update tenant_state set content = ?, content_bytes = ?, events = ?, version = version + 1, updated_us = ?"
                                + TENANT,
                        List.of(List.of(
                                content, content.length, events, nowMicros, TenantColumns.kind(tenant), tenant.id())))[
                0];
        if (updated == 0) {
            // whoever inserts it between makes this fail by the primary key, and the next attempt updates
            sql.changeEach(
                    "insert into tenant_state (tenant_kind, tenant_id, content, content_bytes, events, version, updated_us)"
                            + " values (?, ?, ?, ?, ?, 1, ?)",
                    List.of(List.of(
                            TenantColumns.kind(tenant), tenant.id(), content, content.length, events, nowMicros)));
        }
    }

    /** Returns all states of tenants that are wanted, in the order of kind and id. */
    List<Kept> all(Predicate<TenantId> wanted) {
        List<Kept> found = new ArrayList<>();
        TenantId last = null;
        List<Kept> page;
        do {
            page = page(
                    "select tenant_kind, tenant_id, content_bytes from tenant_state",
                    last,
                    PAGE,
                    row -> new Kept(tenant(row), row.getInt(3)));
            page.stream().filter(kept -> wanted.test(kept.tenant())).forEach(found::add);
            last = page.isEmpty() ? null : page.get(page.size() - 1).tenant();
        } while (page.size() == PAGE);
        return found;
    }

    /** Returns the contents of some tenants, all of one kind. */
    List<Content> contents(List<TenantId> tenants) {
        List<Object> parameters = new ArrayList<>(List.of(TenantColumns.kind(tenants.get(0))));
        tenants.forEach(tenant -> parameters.add(tenant.id()));
        return sql.rows(
                "select tenant_kind, tenant_id, content from tenant_state where tenant_kind = ? and tenant_id in ("
                        + Sql.marks(tenants.size()) + ") order by tenant_kind, tenant_id",
                parameters,
                row -> new Content(tenant(row), row.getBytes(3)));
    }

    /** Returns how long the next rows' lists of events are, in the order of kind and id. */
    List<Kept> sizesOfEvents(@Nullable TenantId after, int most) {
        return page(
                "select tenant_kind, tenant_id, coalesce(octet_length(events), content_bytes) from tenant_state",
                after,
                most,
                row -> new Kept(tenant(row), row.getInt(3)));
    }

    List<Subscription> subscriptions(@Nullable TenantId after, int most) {
        return page(
                "select tenant_kind, tenant_id, events, case when events is null then content end from tenant_state",
                after,
                most,
                row -> new Subscription(tenant(row), events(row.getBytes(3), row.getBytes(4))));
    }

    private static @Nullable Set<String> events(byte @Nullable [] events, byte @Nullable [] content) {
        try {
            if (events != null) {
                return Set.copyOf(Stored.decode(TenantState.EVENTS, events));
            }
            return content == null
                    ? Set.of()
                    : Stored.decode(TenantState.CODEC, content).events();
        } catch (IllegalStateException e) { // of this tenant only
            return null;
        }
    }

    private <T> List<T> page(String select, @Nullable TenantId after, int most, Sql.Row<T> row) {
        String behind = after == null ? "" : " where" + BEHIND;
        List<Object> parameters = after == null
                ? List.of(most)
                : Arrays.asList(TenantColumns.kind(after), TenantColumns.kind(after), after.id(), most);
        return sql.rows(select + behind + " order by tenant_kind, tenant_id limit ?", parameters, row);
    }

    private static TenantId tenant(ResultSet row) throws SQLException {
        return TenantColumns.tenant(row.getShort(1), row.getLong(2));
    }
}
