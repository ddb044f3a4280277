package org.mesophyll.master.state;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.state.KvRecord;

/** One question for a record, and then its answer. */
final class KvGet {
    private final KvName name;
    private @Nullable KvRow
            found; // written by the thread that asks the database, read after that by the one that wanted to know

    KvGet(KvName name) {
        this.name = name;
    }

    KvName name() {
        return name;
    }

    void answer(@Nullable KvRow row) {
        found = row;
    }

    Optional<KvRecord> entry() {
        return Optional.ofNullable(found).map(KvRow::toRecord);
    }
}
