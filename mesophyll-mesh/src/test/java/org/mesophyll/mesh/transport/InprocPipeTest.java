package org.mesophyll.mesh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.FrameSink.SendCallback;

/** An {@link Error} of either end, once. */
class InprocPipeTest {
    private final InprocPipe pipe = new InprocPipe();
    private final Reader reader = new Reader();

    @Test
    void ends_when_a_frame_cannot_be_taken_and_tells_both_ends() {
        reader.failing = true;
        Writer writer = new Writer();
        Writer late = new Writer();
        pipe.start(reader);

        pipe.send(ByteBuffer.allocate(1), writer);
        pipe.send(ByteBuffer.allocate(1), late);

        assertThat(writer.told).containsExactly("failed");
        assertThat(late.told).containsExactly("failed");
        assertThat(reader.ends).containsExactly(CloseReason.CUT);
    }

    @Test
    void tells_the_end_though_the_writer_fails_when_it_hears_of_its_frame() {
        reader.failing = true;
        Writer writer = new Writer();
        writer.failing = true;
        pipe.start(reader);

        pipe.send(ByteBuffer.allocate(1), writer);

        assertThat(reader.ends).containsExactly(CloseReason.CUT);
    }

    @Test
    void tells_the_end_though_the_writer_of_a_waiting_frame_fails() {
        Writer writer = new Writer();
        writer.failing = true;
        pipe.reading(false);
        pipe.start(reader);
        pipe.send(ByteBuffer.allocate(1), writer);

        pipe.end(CloseReason.GOING_AWAY);

        assertThat(writer.told).containsExactly("failed");
        assertThat(reader.ends).containsExactly(CloseReason.GOING_AWAY);
    }

    @Test
    void brings_the_next_frame_though_the_writer_failed_when_it_heard_of_the_one_before() {
        Writer writer = new Writer();
        writer.failing = true;
        Writer next = new Writer();
        pipe.start(reader);

        pipe.send(ByteBuffer.allocate(1), writer);
        pipe.send(ByteBuffer.allocate(2), next);

        assertThat(reader.lengths).containsExactly(1, 2);
        assertThat(next.told).containsExactly("sent");
        assertThat(reader.ends).isEmpty();
    }

    private static final class Reader implements Inbound {
        private final List<Integer> lengths = new ArrayList<>();
        private final List<CloseReason> ends = new ArrayList<>();
        private boolean failing; // once

        @Override
        public void received(byte[] message) {
            if (failing) {
                failing = false;
                throw new OutOfMemoryError("Java heap space");
            }
            lengths.add(message.length);
        }

        @Override
        public void ended(CloseReason reason) {
            ends.add(reason);
        }
    }

    private static final class Writer implements SendCallback {
        private final List<String> told = new ArrayList<>();
        private boolean failing;

        @Override
        public void sent() {
            tell("sent");
        }

        @Override
        public void failed(Throwable cause) {
            tell("failed");
        }

        private void tell(String what) {
            told.add(what);
            if (failing) {
                throw new StackOverflowError("of a test");
            }
        }
    }
}
