package org.mesophyll.mesh;

import java.time.Duration;
import org.mesophyll.mesh.transport.Connection;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The hand-over of messages from connections to receivers. */
public final class MeshRaces {
    private MeshRaces() {}

    private static int receive(Mesh mesh) {
        try {
            return mesh.receive(Duration.ZERO) instanceof ReceiveOutcome.Received received
                    ? received.envelope().payload()[0]
                    : 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        }
    }

    /** A message comes while somebody makes room for it. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "it is in the queue")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "it is left in its connection though there is room")
    @State
    public static class RoomIsMadeWhileAMessageComes {
        private final Mesh mesh = new Mesh(MeshSettings.of(1, 1));
        private final LoopChannel channel = new LoopChannel();

        public RoomIsMadeWhileAMessageComes() {
            mesh.add(LoopChannel.open(channel, 8));
            channel.inbound.received(new byte[] {1});
        }

        @Actor
        public void comes() {
            channel.inbound.received(new byte[] {2});
        }

        @Actor
        public void taken() {
            receive(mesh);
        }

        @Arbiter
        public void rest(I_Result result) {
            result.r1 = receive(mesh);
        }
    }

    /** Two messages of one connection come while two threads receive. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "in order")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost or out of order")
    @State
    public static class OrderOfOneConnectionThatWaits {
        private final Mesh mesh = new Mesh(MeshSettings.of(1, 1));
        private final LoopChannel other = new LoopChannel();
        private final LoopChannel channel = new LoopChannel();

        public OrderOfOneConnectionThatWaits() {
            mesh.add(LoopChannel.open(other, 8));
            mesh.add(LoopChannel.open(channel, 8));
            other.inbound.received(new byte[] {9});
        }

        @Actor
        public void comes() {
            channel.inbound.received(new byte[] {1});
            channel.inbound.received(new byte[] {2});
        }

        @Actor
        public void taken() {
            receive(mesh);
        }

        @Arbiter
        public void rest(II_Result result) {
            int next = receive(mesh);
            result.r1 = next == 9 ? receive(mesh) : next;
            result.r2 = receive(mesh);
        }
    }

    /** A message comes while its connection is added. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "it is in the queue")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "nobody knows of it")
    @State
    public static class AddedWhileAMessageComes {
        private final Mesh mesh = new Mesh(MeshSettings.of(4, 1));
        private final LoopChannel channel = new LoopChannel();
        private final Connection connection = LoopChannel.open(channel, 8);

        @Actor
        public void comes() {
            channel.inbound.received(new byte[] {1});
        }

        @Actor
        public void added() {
            mesh.add(connection);
        }

        @Arbiter
        public void rest(I_Result result) {
            result.r1 = receive(mesh);
        }
    }

    /** A message comes while its connection is removed: it is in one of the two, once. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in the mesh, or in the connection")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or there twice")
    @State
    public static class RemovedWhileAMessageComes {
        private final Mesh mesh = new Mesh(MeshSettings.of(4, 1));
        private final LoopChannel channel = new LoopChannel();
        private final Connection connection = LoopChannel.open(channel, 8);
        private final ConnectionId id = ((AddOutcome.Added) mesh.add(connection)).id();

        @Actor
        public void comes() {
            channel.inbound.received(new byte[] {1});
        }

        @Actor
        public void removed() {
            mesh.remove(id);
        }

        @Arbiter
        public void rest(II_Result result) {
            byte[] left = connection.poll();
            result.r1 = receive(mesh);
            result.r2 = left == null ? 0 : left[0];
        }
    }

    /** The message that fills a connection comes while another is taken. */
    @JCStressTest
    @Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "half of it is free, so it reads")
    @Outcome(expect = Expect.FORBIDDEN, desc = "reading is off for ever")
    @State
    public static class ReadingIsSwitchedWhileAMessageIsTaken {
        private final LoopChannel channel = new LoopChannel();
        private final Connection connection = LoopChannel.open(channel, 2);

        public ReadingIsSwitchedWhileAMessageIsTaken() {
            channel.inbound.received(new byte[] {1});
        }

        @Actor
        public void comes() {
            channel.inbound.received(new byte[] {2});
        }

        @Actor
        public void taken() {
            connection.poll();
        }

        @Arbiter
        public void rest(ZI_Result result) {
            result.r1 = channel.reading;
            result.r2 = connection.counters().waitingMessages();
        }
    }

    /** Both ends of an end: whoever attaches hears of it once. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "told once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "not told, or told twice")
    @State
    public static class AddedWhileTheConnectionEnds {
        private final Mesh mesh = new Mesh(MeshSettings.of(4, 1));
        private final LoopChannel channel = new LoopChannel();
        private final Connection connection = LoopChannel.open(channel, 8);
        private volatile int told; // written by whoever ends it or adds it, once

        public AddedWhileTheConnectionEnds() {
            mesh.listen((id, reason) -> told++);
        }

        @Actor
        public void ends() {
            connection.abort();
        }

        @Actor
        public void added() {
            mesh.add(connection);
        }

        @Arbiter
        public void rest(I_Result result) {
            result.r1 = told;
        }
    }
}
