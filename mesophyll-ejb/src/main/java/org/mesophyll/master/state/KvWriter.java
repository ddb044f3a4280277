package org.mesophyll.master.state;

import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Does writes in transactions, many in one or each in its own. Safe for use by any number of threads. */
final class KvWriter implements Combiner.Runner<KvWrite> {
    // 22 a value, 23 a constraint, 40 a conflict, HY a lock that was not given: one of the writes may be to blame; all
    // other states stop every write
    private static final Set<String> CLASSES_OF_ONE_WRITE = Set.of("22", "23", "40", "HY");
    private static final int CLASS_LENGTH = 2;

    private final SqlTransactions transactions;
    private final Clock clock;
    private final DatabaseSettings.Quota quota;
    private final CrowdedTenants crowded;

    KvWriter(SqlTransactions transactions, Clock clock, DatabaseSettings.Quota quota, CrowdedTenants crowded) {
        this.transactions = transactions;
        this.clock = clock;
        this.quota = quota;
        this.crowded = crowded;
    }

    @Override
    public int bytes(KvWrite write) {
        return write.bytes();
    }

    @Override
    public List<KvWrite> together(List<KvWrite> writes) {
        try {
            return transactions.write(sql -> share(sql, writes));
        } catch (StateUnavailableException e) {
            if (mayBeOfOneWrite(e)) {
                return writes;
            }
            throw e;
        } catch (QuotaExceededException e) {
            crowded.add(e.tenant());
            return writes;
        } catch (IllegalStateException e) { // a row that is not as it was written
            return writes;
        }
    }

    private List<KvWrite> share(Sql sql, List<KvWrite> writes) {
        KvSets sets = sets(sql);
        List<KvWrite> left = writes.stream()
                .filter(write -> crowded.contains(write.tenant()) || !write.share(sql, sets))
                .toList();
        sets.end();
        return left;
    }

    private KvSets sets(Sql sql) {
        return new KvSets(sql, Micros.now(clock), quota, crowded);
    }

    private static boolean mayBeOfOneWrite(StateUnavailableException failure) {
        String state = Attempts.sqlState(failure);
        return state != null
                && state.length() > CLASS_LENGTH
                && CLASSES_OF_ONE_WRITE.contains(state.substring(0, CLASS_LENGTH));
    }

    @Override
    public boolean changesState() {
        return true;
    }

    @Override
    public void alone(KvWrite write) {
        try {
            boolean unused = transactions.write(sql -> {
                KvSets sets = sets(sql);
                write.alone(sql, sets);
                sets.end();
                return true;
            });
        } catch (QuotaExceededException e) {
            crowded.add(e.tenant());
            throw e;
        }
    }
}
