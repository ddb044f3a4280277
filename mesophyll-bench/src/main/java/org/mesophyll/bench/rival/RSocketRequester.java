package org.mesophyll.bench.rival;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.util.DefaultPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mesophyll.bench.drive.Result;
import org.mesophyll.bench.drive.Sending;
import reactor.core.publisher.Mono;

/** Makes requests by request-response, and sends messages by fire-and-forget. */
final class RSocketRequester implements Requester {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final Payloads payloads;
    private final List<Connection> connections;

    private record Connection(RSocket socket, Window window) {}

    private RSocketRequester(Payloads payloads, List<Connection> connections) {
        this.payloads = payloads;
        this.connections = List.copyOf(connections);
    }

    static RSocketRequester connect(Setup setup) {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < setup.connections(); i++) {
            Window window = new Window();
            RSocket socket = RSocketConnector.create()
                    .payloadDecoder(PayloadDecoder.ZERO_COPY)
                    .acceptor(SocketAcceptor.forFireAndForget(payload -> acknowledged(window, payload)))
                    .connect(TcpClientTransport.create(setup.address()))
                    .block(CONNECT_LIMIT);
            connections.add(new Connection(Objects.requireNonNull(socket), window));
        }
        return new RSocketRequester(setup.payloads(), connections);
    }

    @Override
    public void request(int connection, int slot, long sequence, Reply reply) {
        Payload request = DefaultPayload.create(payloads.request(slot, sequence));
        var unused = connections
                .get(connection)
                .socket()
                .requestResponse(request)
                .subscribe(
                        response -> {
                            byte[] bytes = RSocketResponder.bytesOf(response);
                            reply.ended(Result.Answer.of(payloads.isReply(bytes, slot, sequence)));
                        },
                        failure -> reply.ended(new Result.Failed("exception")));
    }

    @Override
    public Sending send(int connection, long sequence) {
        Connection to = connections.get(connection);
        if (!to.window().take()) {
            return Sending.FULL;
        }
        byte[] message = payloads.request(Payloads.NO_SLOT, sequence);
        var unused = to.socket().fireAndForget(DefaultPayload.create(message)).subscribe();
        return Sending.TAKEN;
    }

    @Override
    public void close() {
        connections.forEach(connection -> connection.socket().dispose());
    }

    private static Mono<Void> acknowledged(Window window, Payload payload) {
        window.acknowledged(Payloads.sequence(RSocketResponder.bytesOf(payload)));
        return Mono.empty();
    }
}
