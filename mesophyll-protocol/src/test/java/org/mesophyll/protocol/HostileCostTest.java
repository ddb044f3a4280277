package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageBatch;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.value.Json;

/**
 * Input that has as many elements as its bytes allow costs in proportion to its bytes. What a thread allocates stands for the cost: it is
 * the same however busy the machine is.
 */
class HostileCostTest {
    private static final int SIZE = 1 << 20;
    private static final long MOST_ALLOCATED_PER_BYTE = 160;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "[]",
                "{}",
                "\"\"",
                "null",
                "1.5",
                "{\"a\":0}",
                "[[0]]",
                "\"\\n\"",
                "x",
                "\"\\ud83d\"",
                "1e999"
            })
    void json_of_many_elements(String element) {
        String text = "[" + (element + ",").repeat(SIZE / (element.length() + 1)) + element + "]";

        assertThat(allocated(() -> JsonText.parse(text))).isLessThan(MOST_ALLOCATED_PER_BYTE * SIZE);
        assertThat(allocated(() -> JsonText.parse(text.getBytes(StandardCharsets.UTF_8))))
                .isLessThan(MOST_ALLOCATED_PER_BYTE * SIZE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc0, 0xc2, 0x00, 0x90, 0x80, 0xa0, 0xc1, 0xff})
    void a_message_of_many_elements(int element) {
        byte[] message = new byte[SIZE];
        Arrays.fill(message, (byte) element);
        ByteBuffer.wrap(message).put((byte) 0xdd).putInt(SIZE - 5);

        assertThat(allocated(() -> Json.CODEC.decode(message, DecodeLimits.DEFAULT)))
                .isLessThan(MOST_ALLOCATED_PER_BYTE * SIZE);
    }

    @ParameterizedTest
    @ValueSource(ints = {MessageBatch.MAX_BYTES, SIZE})
    void a_frame_of_empty_messages(int size) {
        byte[] frame = new byte[size];
        for (int i = 0; i < size; i += 2) {
            frame[i] = (byte) 0xc4;
        }
        AtomicInteger faults = new AtomicInteger();

        long allocated = allocated(() -> {
            MessageBatch.unpack(ByteBuffer.wrap(frame), message -> {
                try {
                    var unused = ClientMessage.CODEC.decode(message, DecodeLimits.DEFAULT);
                } catch (MalformedMessageException e) {
                    faults.incrementAndGet();
                }
            });
            return faults;
        });

        assertThat(allocated).isLessThan(3 * MOST_ALLOCATED_PER_BYTE * size);
        assertThat(faults).hasValue(size > MessageBatch.MAX_BYTES ? 0 : size / 2);
    }

    private static long allocated(Callable<?> work) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        try {
            assertThat(work.call()).isNotNull();
        } catch (Exception e) {
            assertThat(e.getStackTrace()).isEmpty();
        }
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }
}
