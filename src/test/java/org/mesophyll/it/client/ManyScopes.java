package org.mesophyll.it.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.mesophyll.client.StateClient;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** Records of a tenant, each with ten scopes of its own, that reach the quota of scopes with the last batch. */
final class ManyScopes {
    /** How many scopes the records have that the quota allows. */
    static final int MOST = 9_100;

    private static final int SCOPES_EACH = 10;
    private static final int PER_BATCH = 91;
    private static final int RECORDS = MOST / SCOPES_EACH + PER_BATCH;

    private ManyScopes() {}

    /** Writes as many as the quota allows; {@link #writeTooMany} is refused then. */
    static void write(StateClient state, TenantId tenant) {
        for (int first = 0; first < RECORDS - PER_BATCH; first += PER_BATCH) {
            state.batch(tenant, batch(first, i -> new KeyValueOp.Set(scopesOf(i), "k" + i, Value.of(i))));
        }
    }

    /** Writes as many as are beyond the quota. */
    static void writeTooMany(StateClient state, TenantId tenant) {
        state.batch(tenant, batch(RECORDS - PER_BATCH, i -> new KeyValueOp.Set(scopesOf(i), "k" + i, Value.of(i))));
    }

    /** Deletes all of them. */
    static void delete(StateClient state, TenantId tenant) {
        for (int first = 0; first < RECORDS; first += PER_BATCH) {
            state.batch(tenant, batch(first, i -> new KeyValueOp.Delete(scopesOf(i), "k" + i)));
        }
    }

    private static KeyValueBatch batch(int first, IntFunction<KeyValueOp> operation) {
        List<KeyValueOp> operations =
                IntStream.range(first, first + PER_BATCH).mapToObj(operation).toList();
        return new KeyValueBatch(operations);
    }

    private static Scopes scopesOf(int record) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < SCOPES_EACH; i++) {
            names.add("s" + record + "." + i);
        }
        return Scopes.of(names);
    }
}
