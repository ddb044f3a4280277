package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** What becomes of a group of writes when one of them cannot be done with the others. */
@ParameterizedClass
@EnumSource(names = {"H2_HIBERNATE", "POSTGRES_HIBERNATE"})
@SuppressWarnings("NullAway.Init") // made before each test
class KvWriterTest extends StateTest {
    private static final TenantId TENANT = TenantId.guild(1);
    private static final Scopes SCOPES = Scopes.of("a");

    private KvWriter writer;
    private KvService kv;

    KvWriterTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {
        writer = new KvWriter(
                state.sqlTransactions,
                state.clock,
                new DatabaseSettings.Quota(1000, 10_000, 100, 1),
                new CrowdedTenants(System::nanoTime));
        kv = state.keyValues();
    }

    @Test
    void writes_are_done_in_their_order_and_the_last_one_of_a_record_stays() {
        List<KvWrite> left = writer.together(List.of(
                set("key", "one"),
                set("gone", "one"),
                set("key", "two"),
                delete("gone"),
                delete("none"),
                set("key", "three")));

        assertThat(left).isEmpty();
        assertThat(kv.find(TENANT, SCOPES, LikePattern.ALL))
                .extracting(KvRecord::value)
                .containsExactly(Value.of("three"));
    }

    @Test
    void a_delete_of_many_records_is_left_and_the_others_are_done() {
        for (int i = 0; i < 21; i++) {
            kv.set(TENANT, Scopes.of("a", "s" + i), "many", Value.of(i));
        }
        KvWrite many = delete("many");

        List<KvWrite> left = writer.together(List.of(set("key", "one"), many, set("other", "one")));

        assertThat(left).containsExactly(many);
        assertThat(kv.find(TENANT, SCOPES, LikePattern.ALL)).hasSize(23);
        writer.alone(many);
        assertThat(kv.find(TENANT, SCOPES, LikePattern.ALL)).hasSize(2);
    }

    @Test
    void one_write_that_fails_leaves_all_to_be_done_alone_and_none_done() {
        kv.set(TENANT, SCOPES, "broken", Value.of(1));
        boolean unused = state.sqlTransactions.write(sql -> {
            sql.changeEach("update kv_record set scopes = ?", List.of(List.of(new byte[] {(byte) 0xc1})));
            return true;
        });
        KvWrite sound = set("key", "one");
        KvWrite broken = delete("broken");

        List<KvWrite> left = writer.together(List.of(sound, broken));

        assertThat(left).containsExactly(sound, broken);
        assertThat(kv.get(TENANT, SCOPES, "key")).isEmpty();
        writer.alone(sound);
        assertThat(kv.get(TENANT, SCOPES, "key")).isPresent();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> writer.alone(broken));
    }

    @Test
    void a_database_that_does_no_write_at_all_fails_all_of_a_group() {
        boolean unused = state.sqlTransactions.write(sql -> {
            sql.changeEach("drop table kv_scope", List.of(List.of()));
            sql.changeEach("drop table kv_record", List.of(List.of()));
            return true;
        });

        assertThatExceptionOfType(StateUnavailableException.class)
                .isThrownBy(() -> writer.together(List.of(set("key", "one"), delete("key"))));
    }

    private static KvWrite set(String key, String value) {
        byte[] content = Value.CODEC.encode(Value.of(value));
        return new KvWrite.Set(new KvName(TENANT, key, ScopeSet.of(SCOPES)), content);
    }

    private static KvWrite delete(String key) {
        return new KvWrite.Delete(TENANT, SCOPES, key);
    }
}
