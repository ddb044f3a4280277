package org.mesophyll.bench.rival;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;

/** Answers over the streams that requesters open. */
final class GrpcResponder implements Responder {

    private static final System.Logger LOG = System.getLogger(GrpcResponder.class.getName());

    private final Server server;
    private final LongAdder received;

    private GrpcResponder(Server server, LongAdder received) {
        this.server = server;
        this.received = received;
    }

    static GrpcResponder start(Setup setup) throws IOException {
        LongAdder received = new LongAdder();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(setup.address())
                .addService(ServerServiceDefinition.builder(GrpcExchange.SERVICE)
                        .addMethod(
                                GrpcExchange.METHOD,
                                ServerCalls.asyncBidiStreamingCall(
                                        back -> new Stream(back, new Answers(setup.payloads(), received))))
                        .build());
        if (setup.rival() == Rival.GRPC_DIRECT) {
            builder.directExecutor();
        }
        return new GrpcResponder(builder.build().start(), received);
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public long received() {
        return received.sum();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private record Stream(StreamObserver<byte[]> back, Answers answers) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] payload) {
            byte[] answer = answers.to(payload);
            if (answer != null) {
                back.onNext(answer);
            }
        }

        @Override
        public void onError(Throwable failure) {
            LOG.log(Level.DEBUG, "a requester's stream has failed", failure);
        }

        @Override
        public void onCompleted() {
            back.onCompleted();
        }
    }
}
