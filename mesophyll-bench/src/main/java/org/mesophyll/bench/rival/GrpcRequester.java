package org.mesophyll.bench.rival;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.mesophyll.bench.drive.Sending;

/** Makes requests over one stream on each connection. */
final class GrpcRequester implements Requester {

    private static final System.Logger LOG = System.getLogger(GrpcRequester.class.getName());

    private final List<Connection> connections;

    /** A stream may be written to by one thread at a time only. */
    private record Connection(ManagedChannel channel, Questions questions, StreamObserver<byte[]> stream) {
        void write(byte[] payload) {
            synchronized (stream) {
                stream.onNext(payload);
            }
        }
    }

    private GrpcRequester(List<Connection> connections) {
        this.connections = List.copyOf(connections);
    }

    static GrpcRequester connect(Setup setup) {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < setup.connections(); i++) {
            NettyChannelBuilder builder =
                    NettyChannelBuilder.forAddress(setup.address()).usePlaintext();
            if (setup.rival() == Rival.GRPC_DIRECT) {
                builder.directExecutor();
            }
            ManagedChannel channel = builder.build();
            Questions questions = new Questions(setup.payloads());
            StreamObserver<byte[]> stream = ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(GrpcExchange.METHOD, CallOptions.DEFAULT), new Incoming(questions));
            connections.add(new Connection(channel, questions, stream));
        }
        return new GrpcRequester(connections);
    }

    @Override
    public void request(int connection, int slot, long sequence, Reply reply) {
        Connection to = connections.get(connection);
        to.write(to.questions().request(slot, sequence, reply));
    }

    @Override
    public Sending send(int connection, long sequence) {
        Connection to = connections.get(connection);
        byte[] message = to.questions().message(sequence);
        if (message == null) {
            return Sending.FULL;
        }
        to.write(message);
        return Sending.TAKEN;
    }

    @Override
    public void close() {
        connections.forEach(connection -> connection.channel().shutdownNow());
    }

    private record Incoming(Questions questions) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] payload) {
            questions.arrived(payload);
        }

        @Override
        public void onError(Throwable failure) {
            LOG.log(Level.DEBUG, "a stream has failed", failure);
        }

        @Override
        public void onCompleted() {
            LOG.log(Level.DEBUG, "the responder has ended a stream");
        }
    }
}
