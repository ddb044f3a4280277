package org.mesophyll.mesh.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.Wire;

class WebSocketWireTest {
    private static final boolean BY_READER_ONLY = true;
    private static final boolean BY_ANYBODY = false;

    private final List<String> heard = new ArrayList<>();
    private final Wire.SendCallback callback = new Wire.SendCallback() {
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
    void anybody_may_close_where_the_container_allows_it() {
        FakeSession session = new FakeSession(BY_ANYBODY);

        session.wire().close(4000, "replaced");

        assertThat(session.done()).containsExactly("close 4000");
    }

    @Test
    void a_close_from_elsewhere_calls_the_reader_with_a_ping() {
        FakeSession session = new FakeSession(BY_READER_ONLY);
        WebSocketWire wire = session.wire();

        wire.close(4000, "replaced");

        assertThat(session.done()).containsExactly("ping");
        wire.whileReading(() -> {});
        assertThat(session.done()).containsExactly("ping", "close 4000");
    }

    @Test
    void a_close_by_the_reader_itself_needs_no_ping() {
        FakeSession session = new FakeSession(BY_READER_ONLY);
        WebSocketWire wire = session.wire();

        wire.whileReading(() -> wire.close(1003, "text"));

        assertThat(session.done()).containsExactly("close 1003");
    }

    @Test
    void the_first_of_two_closes_counts_and_nothing_is_closed_twice() {
        FakeSession session = new FakeSession(BY_READER_ONLY);
        WebSocketWire wire = session.wire();

        wire.close(4000, "replaced");
        wire.close(1001, "going away");
        wire.whileReading(() -> {});
        wire.whileReading(() -> {});

        assertThat(session.done()).containsExactly("ping", "close 4000");
    }

    @Test
    void nothing_is_sent_after_a_close_was_asked_for() {
        FakeSession session = new FakeSession(BY_READER_ONLY);
        WebSocketWire wire = session.wire();

        wire.close(4000, "replaced");
        wire.send(ByteBuffer.allocate(1), callback);
        wire.ping(ByteBuffer.allocate(8));

        assertThat(heard).containsExactly("failed");
        assertThat(session.done()).containsExactly("ping");
    }

    @Test
    void a_frame_on_its_way_is_waited_for_before_the_session_is_closed() {
        FakeSession session = new FakeSession(BY_READER_ONLY);
        WebSocketWire wire = session.wire();
        wire.send(ByteBuffer.allocate(1), callback);

        wire.close(4000, "replaced");
        wire.whileReading(() -> {});
        assertThat(session.done()).containsExactly("send");

        session.land();
        assertThat(session.done()).containsExactly("send", "ping");
        wire.whileReading(() -> {});
        assertThat(session.done()).containsExactly("send", "ping", "close 4000");
        assertThat(heard).containsExactly("sent");
    }

    @Test
    void a_pong_that_is_back_before_the_ping_has_returned_leads_to_another() {
        FakeSession session = new FakeSession(BY_READER_ONLY);
        WebSocketWire wire = session.wire();
        Thread reader = new Thread(() -> wire.whileReading(() -> {}), "reader");
        session.duringPing(() -> join(reader));

        wire.close(4000, "replaced");

        assertThat(session.done()).containsExactly("ping", "ping");
        wire.whileReading(() -> {});
        assertThat(session.done()).containsExactly("ping", "ping", "close 4000");
    }

    @Test
    void a_cut_ends_it_all() {
        FakeSession session = new FakeSession(BY_READER_ONLY);
        WebSocketWire wire = session.wire();

        wire.close(4000, "replaced");
        wire.abort();
        wire.whileReading(() -> {});
        wire.send(ByteBuffer.allocate(1), callback);

        assertThat(session.done()).containsExactly("ping", "cut");
        assertThat(heard).containsExactly("failed");
    }

    @Test
    void a_step_that_fails_leaves_the_next_its_turn() {
        FakeSession session = new FakeSession(BY_READER_ONLY);
        WebSocketWire wire = session.wire();
        wire.close(4000, "replaced");

        wire.send(ByteBuffer.allocate(1), new Wire.SendCallback() {
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

        assertThat(session.done()).containsExactly("ping", "cut");
    }

    private static void join(Thread thread) {
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
