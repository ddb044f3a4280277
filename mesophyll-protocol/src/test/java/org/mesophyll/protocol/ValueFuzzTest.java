package org.mesophyll.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.protocol.value.Value;

/** See {@link Decoding}; how to let it search is in {@code docs/protocol.md}, section 7. */
class ValueFuzzTest {
    private static final Decoding<Value> DECODING = new Decoding<>(Value.CODEC);

    static Stream<byte[]> seeds() {
        return Vectors.all();
    }

    @MethodSource("seeds")
    @FuzzTest
    void any_bytes_are_decoded_or_refused(byte[] bytes) {
        DECODING.check(bytes);
    }
}
