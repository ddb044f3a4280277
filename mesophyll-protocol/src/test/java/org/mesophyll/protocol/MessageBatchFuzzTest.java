package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageBatch;

/** How to let it search is in {@code docs/protocol.md}, section 7. */
class MessageBatchFuzzTest {
    static Stream<byte[]> seeds() {
        return BatchVectors.decode().stream().map(BatchVectors.Batch::bytes);
    }

    @MethodSource("seeds")
    @FuzzTest
    void any_bytes_are_messages_of_no_more_bytes_or_refused(byte[] bytes) {
        AtomicLong taken = new AtomicLong();
        try {
            MessageBatch.unpack(ByteBuffer.wrap(bytes), message -> taken.addAndGet(message.remaining()));
        } catch (MalformedMessageException e) {
            assertThat(e).message().isNotEmpty();
        }
        assertThat(taken.get()).isLessThanOrEqualTo(bytes.length);
    }
}
