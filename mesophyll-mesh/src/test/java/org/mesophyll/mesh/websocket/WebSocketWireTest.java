package org.mesophyll.mesh.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FrameSink;

class WebSocketWireTest {
    private final FakeSession session = new FakeSession();
    private final WebSocketWire wire = session.wire();
    private final List<String> heard = new ArrayList<>();
    private final FrameSink.SendCallback callback = new FrameSink.SendCallback() {
        @Override
        public void sent() {
            heard.add("sent");
        }

        @Override
        public void failed(Throwable cause) {
            heard.add("failed");
        }
    };

    @Test
    void a_frame_that_the_container_has_sent_is_reported() {
        wire.send(ByteBuffer.allocate(1), callback);
        assertThat(heard).isEmpty();

        session.land();

        assertThat(heard).containsExactly("sent");
    }

    @Test
    void the_first_of_two_closes_counts() {
        wire.close(4000, "replaced");
        wire.close(1001, "going away");

        assertThat(session.done()).containsExactly("close 4000");
    }

    @Test
    void nothing_is_sent_after_a_close() {
        wire.close(4000, "replaced");
        wire.send(ByteBuffer.allocate(1), callback);
        wire.ping(ByteBuffer.allocate(8));

        assertThat(heard).containsExactly("failed");
        assertThat(session.done()).containsExactly("close 4000");
    }

    @Test
    void a_closed_session_can_still_be_cut() {
        wire.close(4000, "replaced");
        wire.abort();

        assertThat(session.done()).containsExactly("close 4000", "cut");
    }

    @Test
    void a_step_that_comes_while_another_thread_has_its_turn_is_left_to_that() {
        session.duringPing(() -> {
            runElsewhere(() -> wire.send(ByteBuffer.allocate(1), callback));
            assertThat(session.done()).containsExactly("ping");
        });

        wire.ping(ByteBuffer.allocate(8));

        assertThat(session.done()).containsExactly("ping", "send");
    }

    @Test
    void a_step_that_fails_leaves_the_next_its_turn() {
        wire.close(4000, "replaced");

        wire.send(ByteBuffer.allocate(1), new FrameSink.SendCallback() {
            @Override
            public void sent() {
                heard.add("sent");
            }

            @Override
            public void failed(Throwable cause) {
                throw new IllegalStateException("a callback that breaks its promise");
            }
        });
        wire.abort();

        assertThat(session.done()).containsExactly("close 4000", "cut");
    }

    @Test
    void a_close_frame_is_what_rfc_6455_says() {
        ByteBuffer frame = CloseFrame.of(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "bye"));

        assertThat(frame).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0x88, 5, 0x03, (byte) 0xe9, 'b', 'y', 'e'}));
    }

    @Test
    void an_error_in_a_step_leaves_the_next_their_turns() {
        session.duringPing(() -> {
            throw new OutOfMemoryError("Java heap space");
        });

        wire.ping(ByteBuffer.allocate(8));
        wire.send(ByteBuffer.allocate(1), callback);
        wire.close(4000, "replaced");
        wire.abort();

        assertThat(session.done()).containsExactly("ping", "send", "close 4000", "cut");
    }

    private static void runElsewhere(Runnable work) {
        Thread thread = new Thread(work, "elsewhere");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
