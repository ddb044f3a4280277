package org.mesophyll.bench.rival;

import io.rsocket.ConnectionSetupPayload;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.DefaultPayload;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Mono;

/** Answers each request with a response; acknowledges what is fired and forgotten by doing the same. */
final class RSocketResponder implements Responder {

    private final CloseableChannel listening;
    private final LongAdder received;

    private RSocketResponder(CloseableChannel listening, LongAdder received) {
        this.listening = listening;
        this.received = received;
    }

    static RSocketResponder start(Setup setup) {
        LongAdder received = new LongAdder();
        CloseableChannel listening = RSocketServer.create(new Acceptor(setup.payloads(), received))
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .bindNow(TcpServerTransport.create(Setup.HOST, setup.port()));
        return new RSocketResponder(listening, received);
    }

    @Override
    public int port() {
        return listening.address().getPort();
    }

    @Override
    public long received() {
        return received.sum();
    }

    @Override
    public void close() {
        listening.dispose();
    }

    static byte[] bytesOf(Payload payload) {
        byte[] bytes = new byte[payload.data().readableBytes()];
        payload.data().readBytes(bytes);
        payload.release();
        return bytes;
    }

    private record Acceptor(Payloads payloads, LongAdder received) implements SocketAcceptor {
        @Override
        public Mono<RSocket> accept(ConnectionSetupPayload setup, RSocket requester) {
            return Mono.just(new Answering(requester, new Answers(payloads, received)));
        }
    }

    private record Answering(RSocket requester, Answers answers) implements RSocket {
        @Override
        public Mono<Payload> requestResponse(Payload request) {
            return Mono.just(DefaultPayload.create(Objects.requireNonNull(answers.to(bytesOf(request)))));
        }

        @Override
        public Mono<Void> fireAndForget(Payload message) {
            byte[] acknowledgement = answers.to(bytesOf(message));
            return acknowledgement == null
                    ? Mono.empty()
                    : requester.fireAndForget(DefaultPayload.create(acknowledgement));
        }
    }
}
