package org.mesophyll.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.OutboxBounds;

/** What is let in, though taking it fails. */
class IncomingTest {
    private static final ConnectionId ONE = new ConnectionId(1);
    private static final ConnectionId OTHER = new ConnectionId(2);

    private final Incoming incoming = new Incoming(new OutboxBounds(1, 1_000));

    @Test
    void lets_the_message_in_that_an_error_held_up_once() throws InterruptedException {
        incoming.standInLine(new FailingMember(ONE, 1, 1));

        assertThat(from(incoming.receive(Duration.ZERO))).isEqualTo(ONE);
        assertThat(incoming.messages()).isZero();
        assertThat(incoming.bytes()).isZero();
    }

    @Test
    void keeps_no_room_for_one_who_fails_each_time_and_lets_the_others_in() throws InterruptedException {
        incoming.standInLine(new FailingMember(ONE, 1, Integer.MAX_VALUE));
        assertThat(incoming.messages()).isZero();

        incoming.standInLine(new FailingMember(OTHER, 2, 0));

        assertThat(from(incoming.receive(Duration.ZERO))).isEqualTo(OTHER);
        assertThat(from(incoming.receive(Duration.ZERO))).isEqualTo(OTHER);
        assertThat(incoming.messages()).isZero();
    }

    private static ConnectionId from(ReceiveOutcome outcome) {
        assertThat(outcome).isInstanceOf(ReceiveOutcome.Received.class);
        return ((ReceiveOutcome.Received) outcome).envelope().connection();
    }

    /** Stands in the line with messages of a byte, and fails a number of times when one is taken. */
    private static final class FailingMember implements Incoming.Waiting {
        private final Queue<Envelope> envelopes = new ArrayDeque<>();
        private int failures; // still to come

        private FailingMember(ConnectionId id, int messages, int failures) {
            List.of(1, 2, 3).subList(0, messages).forEach(i -> envelopes.add(new Envelope(id, new byte[1])));
            this.failures = failures;
        }

        @Override
        public @Nullable Envelope takeWaiting() {
            if (failures > 0) {
                failures--;
                throw new OutOfMemoryError("Java heap space");
            }
            return envelopes.poll();
        }

        @Override
        public boolean mustStayInLine() {
            return !envelopes.isEmpty();
        }
    }
}
