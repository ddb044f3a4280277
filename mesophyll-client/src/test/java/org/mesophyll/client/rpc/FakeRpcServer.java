package org.mesophyll.client.rpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncServer;
import org.apache.hc.core5.http.nio.AsyncRequestConsumer;
import org.apache.hc.core5.http.nio.AsyncServerRequestHandler;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.AsyncResponseBuilder;
import org.apache.hc.core5.http.nio.support.BasicRequestConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.impl.nio.bootstrap.H2ServerBootstrap;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.mesophyll.mesh.rpc.RpcExecutor;
import org.mesophyll.mesh.rpc.RpcOutcome;
import org.mesophyll.protocol.value.Bytes;

/** An HTTP/2 server with prior knowledge before an executor, or that answers what the test says, or not at all. */
final class FakeRpcServer implements AutoCloseable, AsyncServerRequestHandler<Message<HttpRequest, byte[]>> {
    private final HttpAsyncServer server;
    private final int port;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour;

    /** What comes of a request. */
    @FunctionalInterface
    interface Behaviour {
        void answer(Bytes request, Reply reply) throws HttpException, IOException;
    }

    /** Sends an answer. */
    @FunctionalInterface
    interface Reply {
        void send(int status, byte[] body) throws HttpException, IOException;
    }

    FakeRpcServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        server = H2ServerBootstrap.bootstrap()
                .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_2)
                .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
                .register("127.0.0.1", "*", this)
                .create();
        server.start();
        port = listen();
    }

    /** Answers by an executor, whose handlers must end at once. */
    static Behaviour by(RpcExecutor executor) {
        return (request, reply) -> {
            RpcOutcome<Bytes> outcome = executor.execute(request, Duration.ofSeconds(1))
                    .toCompletableFuture()
                    .join();
            reply.send(200, ((RpcOutcome.Answered<Bytes>) outcome).value().toByteArray());
        };
    }

    static Behaviour always(int status, byte[] body) {
        return (request, reply) -> reply.send(status, body);
    }

    static Behaviour never() {
        return (request, reply) -> {};
    }

    private int listen() throws IOException {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return ((InetSocketAddress) server.listen(address, URIScheme.HTTP)
                            .get(10, TimeUnit.SECONDS)
                            .getAddress())
                    .getPort();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void behave(Behaviour newBehaviour) {
        behaviour = newBehaviour;
    }

    /** Returns method, path, content type, authorization and protocol of what came, in order. */
    List<String> requests() {
        return requests;
    }

    @Override
    public AsyncRequestConsumer<Message<HttpRequest, byte[]>> prepare(
            HttpRequest request, EntityDetails entity, HttpContext context) {
        return new BasicRequestConsumer<>(entity == null ? null : new BasicAsyncEntityConsumer());
    }

    @Override
    public void handle(Message<HttpRequest, byte[]> message, ResponseTrigger response, HttpContext context)
            throws HttpException, IOException {
        HttpRequest head = message.getHead();
        requests.add(String.join(
                " ",
                head.getMethod(),
                head.getPath(),
                head.getHeader("Content-Type").getValue(),
                head.getHeader("Authorization").getValue(),
                String.valueOf(head.getVersion())));
        byte[] body = message.getBody() == null ? new byte[0] : message.getBody();
        behaviour.answer(
                Bytes.copyOf(body),
                (status, answer) -> response.submitResponse(
                        AsyncResponseBuilder.create(status)
                                .setEntity(answer, ContentType.APPLICATION_OCTET_STREAM)
                                .build(),
                        context));
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
    }
}
