package org.mesophyll.protocol.state;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;

/**
 * Operations on a tenant's own records that are all done or none: the body of {@code POST /db/batch}.
 *
 * @param operations 1 to {@value #MOST_OPERATIONS}, in the order in which they are done
 */
public record KeyValueBatch(List<KeyValueOp> operations) {
    public static final int MOST_OPERATIONS = 100;

    /** A refusal names the operation that is to blame. */
    public static final Codec<KeyValueBatch> CODEC = new Operations();

    public KeyValueBatch {
        operations = List.copyOf(operations);
        if (!isAllowed(operations.size())) {
            throw new IllegalArgumentException(wrongCount(operations.size()));
        }
    }

    public static KeyValueBatch of(KeyValueOp... operations) {
        return new KeyValueBatch(List.of(operations));
    }

    /** Returns the codec of what answers this batch: an array with an answer for each operation, in their order. */
    public Codec<List<KeyValueAnswer>> answers() {
        return new KeyValueAnswers(operations);
    }

    /** Returns how a reason says which operation it is about, counted from 0. */
    public static String about(int index, String reason) {
        return "operation " + index + ": " + reason;
    }

    private static boolean isAllowed(int count) {
        return count >= 1 && count <= MOST_OPERATIONS;
    }

    private static String wrongCount(int count) {
        return "a batch has 1 to " + MOST_OPERATIONS + " operations, found " + count;
    }

    @Override
    public String toString() {
        return "KeyValueBatch[" + operations.size() + "]";
    }

    private static final class Operations extends Codec<KeyValueBatch> {
        @Override
        public void write(KeyValueBatch batch, MessageWriter out) {
            out.beginArray(batch.operations.size());
            batch.operations.forEach(operation -> KeyValueOp.CODEC.write(operation, out));
            out.end();
        }

        @Override
        public KeyValueBatch read(MessageReader in) throws MalformedMessageException {
            int count = in.beginArray();
            if (!isAllowed(count)) {
                throw new MalformedMessageException(wrongCount(count));
            }
            KeyValueOp[] operations = new KeyValueOp[count];
            for (int index = 0; index < count; index++) {
                operations[index] = read(index, in);
            }
            in.end();
            return of(operations);
        }

        private static KeyValueOp read(int index, MessageReader in) throws MalformedMessageException {
            try {
                return KeyValueOp.CODEC.read(in);
            } catch (MalformedMessageException e) {
                // the text is all that it has, so it needs no cause
                throw new MalformedMessageException(about(index, String.valueOf(e.getMessage())));
            }
        }
    }
}
