package org.mesophyll.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.protocol.state.TenantState;

/** See {@link Decoding}; how to let it search is in {@code docs/protocol.md}, section 7. */
class TenantStateFuzzTest {
    private static final Decoding<TenantState> DECODING = new Decoding<>(TenantState.CODEC);

    static Stream<byte[]> seeds() {
        return Vectors.all();
    }

    @MethodSource("seeds")
    @FuzzTest
    void any_bytes_are_decoded_or_refused(byte[] bytes) {
        DECODING.check(bytes);
    }
}
