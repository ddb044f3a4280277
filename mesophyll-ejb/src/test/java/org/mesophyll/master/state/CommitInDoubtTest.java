package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** A commit that is made and not acknowledged: PostgreSQL is asked what became of it, H2 cannot be. */
@ParameterizedClass
@EnumSource
class CommitInDoubtTest extends StateTest {
    private static final TenantId TENANT = TenantId.guild(1);
    private static final Scopes SCOPES = Scopes.of("a");

    private final Backend backend;

    CommitInDoubtTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    @Override
    void prepare() {}

    @Test
    void a_record_that_was_written_is_acknowledged_or_said_to_be_in_doubt() {
        LostAcknowledgement database = new LostAcknowledgement(state.dataSource, true);
        KvService kv = over(database);
        database.loseNext(1);

        acknowledgedOrInDoubt(() -> kv.set(TENANT, SCOPES, "k", Value.of(1)));

        assertThat(database.left()).isZero();
        assertThat(kv.get(TENANT, SCOPES, "k").orElseThrow().value()).isEqualTo(Value.of(1));
        assertThat(kv.find(TENANT, SCOPES, LikePattern.ALL)).hasSize(1);
    }

    @Test
    void a_batch_that_was_done_is_answered_once() {
        LostAcknowledgement database = new LostAcknowledgement(state.dataSource, true);
        KvService kv = over(database);
        KeyValueBatch batch = new KeyValueBatch(
                List.of(new KeyValueOp.Set(SCOPES, "k", Value.of(1)), new KeyValueOp.Get(SCOPES, "k")));
        database.loseNext(1);

        acknowledgedOrInDoubt(() -> assertThat(kv.run(TENANT, batch)).hasSize(2));

        assertThat(kv.find(TENANT, SCOPES, LikePattern.ALL)).hasSize(1);
    }

    @Test
    void a_batch_that_changed_nothing_is_never_in_doubt_where_the_database_says_so() {
        LostAcknowledgement database = new LostAcknowledgement(state.dataSource, true);
        KvService kv = over(database);
        database.loseNext(1);

        acknowledgedOrInDoubt(() -> assertThat(kv.run(TENANT, new KeyValueBatch(List.of(new KeyValueOp.ListScopes()))))
                .hasSize(1));
    }

    @Test
    void what_was_not_written_is_written_again_and_refused_in_plain_words_if_that_goes_on() {
        LostAcknowledgement database = new LostAcknowledgement(state.dataSource, false);
        KvService kv = over(database);
        database.loseNext(1);
        acknowledgedOrInDoubt(() -> kv.set(TENANT, SCOPES, "k", Value.of(1)));
        assertThat(kv.get(TENANT, SCOPES, "k").isPresent()).isEqualTo(backend.isPostgres());

        database.loseNext(1000);
        assertThatExceptionOfType(StateUnavailableException.class)
                .isThrownBy(() -> kv.set(TENANT, SCOPES, "k", Value.of(2)))
                .satisfies(e -> assertThat(e.mayHaveBeenDone()).isNotEqualTo(backend.isPostgres()));
    }

    @Test
    void a_global_entry_that_was_made_is_not_said_to_exist() {
        AtomicInteger losses = new AtomicInteger(1);
        TransactionRunner<EntityManager> runner = work -> {
            state.run(work);
            if (losses.getAndDecrement() > 0) {
                throw new PersistenceException(new SQLException("the answer to the commit was lost", "08006"));
            }
        };
        GlobalKvService global = new GlobalKvService(
                new Transactions(runner, CommitSync.NONE, state.attempts),
                state.clock,
                state.settings,
                ChangeListener.NONE,
                () -> {});
        CreateGlobalKv entry = new CreateGlobalKv("key", 1, "short", Json.ofNull(), "shop", true, null, Json.ofNull());

        acknowledgedOrInDoubt(() -> assertThat(global.create(TENANT, entry)).isEqualTo(CreateOutcome.CREATED));

        assertThat(global.list(null, null, 10).entries()).hasSize(1);
    }

    private KvService over(LostAcknowledgement database) {
        return new KvService(
                new SqlTransactions(database.dataSource(), CommitSync.NONE, state.attempts),
                state.clock,
                state.settings,
                ChangeListener.NONE,
                () -> {});
    }

    private void acknowledgedOrInDoubt(Runnable write) {
        if (backend.isPostgres()) {
            write.run();
            return;
        }
        assertThatExceptionOfType(StateUnavailableException.class)
                .isThrownBy(write::run)
                .matches(StateUnavailableException::mayHaveBeenDone)
                .withMessageContaining("may have been made");
    }
}
