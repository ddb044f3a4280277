package org.mesophyll.master.state;

import java.util.ArrayList;
import java.util.List;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KeyValueAnswer;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.value.Value;

/** A tenant's operations, made ready to be run one after the other within one transaction, as often as it takes. */
final class KvBatch {
    private final TenantId tenant;
    private final List<Step> steps;
    private final boolean concernsPrograms;

    private KvBatch(TenantId tenant, List<Step> steps, boolean concernsPrograms) {
        this.tenant = tenant;
        this.steps = steps;
        this.concernsPrograms = concernsPrograms;
    }

    /**
     * Encodes what is to be written.
     *
     * @throws ValueTooLargeException if a value is larger than the protocol allows; it says in which operation
     */
    static KvBatch of(TenantId tenant, KeyValueBatch batch) {
        Preparation preparation = new Preparation(tenant);
        List<Step> steps = new ArrayList<>();
        for (KeyValueOp operation : batch.operations()) {
            try {
                steps.add(operation.read(preparation));
            } catch (ValueTooLargeException e) {
                throw e.ofOperation(steps.size());
            }
        }
        boolean concernsPrograms = batch.operations().stream()
                .anyMatch(operation -> (operation instanceof KeyValueOp.Set set && ProgramScopes.contain(set.scopes()))
                        || (operation instanceof KeyValueOp.Delete delete && ProgramScopes.contain(delete.scopes())));
        return new KvBatch(tenant, List.copyOf(steps), concernsPrograms);
    }

    /** Says whether it may change what a worker runs for the tenant. */
    boolean concernsPrograms() {
        return concernsPrograms;
    }

    /**
     * Runs the operations, each of which sees what those before it have written.
     *
     * @throws AnswerTooLargeException if their answers together are more, or larger, than a search may answer; it says with which
     *     operation
     */
    List<KeyValueAnswer> run(Sql sql, KvSets sets, DatabaseSettings.FindLimits limits) {
        Run run = new Run(new KvStore(sql, tenant), sets, new AnswerBudget(limits));
        List<KeyValueAnswer> answers = new ArrayList<>();
        for (Step step : steps) {
            try {
                answers.add(step.run(run));
            } catch (AnswerTooLargeException e) {
                throw e.ofOperation(answers.size());
            }
        }
        sets.end();
        return List.copyOf(answers);
    }

    private interface Step {
        KeyValueAnswer run(Run run);
    }

    private record Run(KvStore store, KvSets sets, AnswerBudget budget) {
        private KvStore flushed() {
            sets.flush();
            return store;
        }
    }

    private record Preparation(TenantId tenant) implements KeyValueOp.Reader<Step> {
        @Override
        public Step onGet(KeyValueOp.Get get) {
            ScopeSet scopes = ScopeSet.of(get.scopes());
            return run -> new KeyValueAnswer.Found(
                    run.flushed().get(scopes, get.key(), run.budget).orElse(null));
        }

        @Override
        public Step onListScopes() {
            return run -> new KeyValueAnswer.Names(run.flushed().listScopes(run.budget));
        }

        @Override
        public Step onSet(KeyValueOp.Set set) {
            KvName name = new KvName(tenant, set.key(), ScopeSet.of(set.scopes()));
            byte[] content = Stored.encode("the value", Value.CODEC, set.value());
            return run -> {
                run.sets.add(name, content);
                return new KeyValueAnswer.Done();
            };
        }

        @Override
        public Step onDelete(KeyValueOp.Delete delete) {
            return run -> {
                run.flushed().delete(delete.scopes(), delete.key(), run.sets.usage());
                return new KeyValueAnswer.Done();
            };
        }

        @Override
        public Step onFind(KeyValueOp.Find find) {
            KeySearch search = KeySearch.of(find.pattern());
            return run -> new KeyValueAnswer.Records(run.flushed().find(find.scopes(), search, run.budget));
        }
    }
}
