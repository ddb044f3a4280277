package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** Who listens hears of each change that matters to workers, and of no other. */
@ParameterizedClass
@EnumSource
class ChangeListenerTest extends StateTest {
    private static final TenantId TENANT = TenantId.guild(7);
    private static final TenantId BUYER = TenantId.user(8);
    private static final Scopes SCRIPTS = Scopes.of("scripts");
    private static final Scopes SETTINGS = Scopes.of("mesophyll");
    private static final Scopes OWN = Scopes.of("default");
    private static final Scopes BOTH = Scopes.of("scripts", "default");
    private static final GlobalKvName ENTRY = new GlobalKvName("tpl", 1, "shop");

    ChangeListenerTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {}

    @Test
    void hears_of_records_that_say_what_is_run() {
        KvService kv = state.keyValues();

        kv.set(TENANT, SCRIPTS, "greet", Value.of("code"));
        kv.set(TENANT, SETTINGS, "capabilities", Value.list());
        kv.delete(TENANT, SCRIPTS, "greet");
        assertThat(state.changes.take()).containsExactly(TENANT, TENANT, TENANT);

        kv.set(TENANT, OWN, "greet", Value.of("code"));
        kv.set(TENANT, BOTH, "greet", Value.of("code"));
        kv.delete(TENANT, OWN, "greet");
        assertThat(state.changes.take()).isEmpty();
    }

    @Test
    void hears_once_of_a_batch() {
        KvService kv = state.keyValues();
        KeyValueOp set = new KeyValueOp.Set(SCRIPTS, "a", Value.of("code"));

        kv.run(TENANT, new KeyValueBatch(List.of(set, new KeyValueOp.Delete(SCRIPTS, "b"))));
        assertThat(state.changes.take()).containsExactly(TENANT);

        kv.run(TENANT, new KeyValueBatch(List.of(new KeyValueOp.Delete(SETTINGS, "b"))));
        assertThat(state.changes.take()).containsExactly(TENANT);

        KeyValueOp other = new KeyValueOp.Set(OWN, "a", Value.of("code"));
        kv.run(TENANT, new KeyValueBatch(List.of(new KeyValueOp.Get(SCRIPTS, "a"), other)));
        assertThat(state.changes.take()).isEmpty();
    }

    @Test
    void hears_of_a_tenants_state() {
        state.tenantStates().set(TENANT, new TenantState(Set.of("A"), Json.ofNull()));

        assertThat(state.changes.take()).containsExactly(TENANT);
    }

    @Test
    void hears_of_global_entries_that_are_reviewed_priced_sold_or_deleted() {
        GlobalKvService global = state.globalKeyValues();
        global.create(TENANT, new CreateGlobalKv("tpl", 1, "S", Json.emptyObject(), "shop", true, null, Json.ofNull()));
        assertThat(state.changes.take()).isEmpty(); // nobody sees it yet

        global.review("tpl", 1, "shop", ReviewState.APPROVED);
        global.price("tpl", 1, "shop", 5L);
        global.grantPurchase(BUYER, "tpl", 1, "shop");
        global.grantPurchase(BUYER, "tpl", 1, "shop");
        global.delete(BUYER, "tpl", 1, "shop");
        global.delete(TENANT, "tpl", 1, "shop");
        global.review("tpl", 1, "shop", ReviewState.REJECTED);

        assertThat(state.changes.take()).containsExactly(ENTRY, ENTRY, BUYER, ENTRY);
    }
}
