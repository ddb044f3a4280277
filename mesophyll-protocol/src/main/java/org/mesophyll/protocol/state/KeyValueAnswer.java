package org.mesophyll.protocol.state;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What answers a {@link KeyValueOp}. The bytes do not say which of these they are: the operation does, so an answer is read by
 * {@link KeyValueBatch#answers}.
 */
public sealed interface KeyValueAnswer {
    /** Calls the method of the reader that is for this answer, and returns what it returns. */
    <R> R read(Reader<R> reader);

    /**
     * Handles each answer.
     *
     * @param <R> what comes of it
     */
    interface Reader<R> {
        R onRecord(Optional<KvRecord> entry);

        R onNames(List<String> names);

        R onRecords(List<KvRecord> records);

        R onDone();
    }

    /**
     * Answers {@link KeyValueOp.Get}.
     *
     * @param recordOrNull null if there is none
     */
    record Found(@Nullable KvRecord recordOrNull) implements KeyValueAnswer {
        public Optional<KvRecord> entry() {
            return Optional.ofNullable(recordOrNull);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onRecord(entry());
        }
    }

    /** Answers {@link KeyValueOp.ListScopes}. */
    record Names(List<String> names) implements KeyValueAnswer {
        public Names {
            names = List.copyOf(names);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onNames(names);
        }

        @Override
        public String toString() {
            return "Names[" + names.size() + "]";
        }
    }

    /** Answers {@link KeyValueOp.Find}. */
    record Records(List<KvRecord> records) implements KeyValueAnswer {
        public Records {
            records = List.copyOf(records);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onRecords(records);
        }

        @Override
        public String toString() {
            return "Records[" + records.size() + "]";
        }
    }

    /** Answers {@link KeyValueOp.Set} and {@link KeyValueOp.Delete}. */
    record Done() implements KeyValueAnswer {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onDone();
        }
    }
}
