package org.mesophyll.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.protocol.state.KeyValueBatch;

/** See {@link Decoding}; how to let it search is in {@code docs/protocol.md}, section 7. */
class KeyValueBatchFuzzTest {
    private static final Decoding<KeyValueBatch> DECODING = new Decoding<>(KeyValueBatch.CODEC);

    static Stream<byte[]> seeds() {
        return Vectors.all().map(KeyValueBatchFuzzTest::twice);
    }

    @MethodSource("seeds")
    @FuzzTest
    void any_bytes_are_decoded_or_refused(byte[] bytes) {
        DECODING.check(bytes);
    }

    private static byte[] twice(byte[] operation) {
        byte[] batch = new byte[1 + 2 * operation.length];
        batch[0] = (byte) 0x92;
        System.arraycopy(operation, 0, batch, 1, operation.length);
        System.arraycopy(operation, 0, batch, 1 + operation.length, operation.length);
        return batch;
    }
}
