package org.mesophyll.master.state;

import java.util.List;
import org.mesophyll.master.epoch.EpochStore;

/**
 * Keeps the floor of epochs in the table {@code link_epoch}.
 *
 * <p>Safe for use by any number of threads and masters; blocks while the database works.
 */
public final class LinkEpochStore implements EpochStore {
    private static final int ALL_WORKERS = -1;

    private final SqlTransactions transactions;

    LinkEpochStore(SqlTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * {@inheritDoc}
     *
     * @throws StateUnavailableException if the database does not do its part
     */
    @Override
    public long raise() {
        return transactions.write(sql -> {
            int[] changed = sql.changeEach(
                    "update link_epoch set epoch = epoch + ? where worker_id = ?", List.of(List.of(STEP, ALL_WORKERS)));
            if (changed[0] != 1) {
                throw new IllegalStateException("the table link_epoch has lost its row for all workers");
            }
            return sql.first(
                            "select epoch from link_epoch where worker_id = ?",
                            List.of(ALL_WORKERS),
                            row -> row.getLong("epoch"))
                    .orElseThrow();
        });
    }
}
