package org.mesophyll.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
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
import org.mesophyll.protocol.value.Bytes;

/** An HTTP/2 server with prior knowledge that answers every request with what the test says, or not at all. */
final class FakeStateServer implements AutoCloseable, AsyncServerRequestHandler<Message<HttpRequest, byte[]>> {
    private final HttpAsyncServer server;
    private final int port;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Answer answer = new Answer(200, Bytes.copyOf());
    private volatile boolean silent;

    /** What came: method, path with query, authorization, body, and the protocol's version. */
    record Request(String method, String path, String authorization, Bytes sent, String version) {
        byte[] body() {
            return sent.toByteArray();
        }
    }

    private record Answer(int status, Bytes body) {}

    FakeStateServer() throws IOException {
        server = H2ServerBootstrap.bootstrap()
                .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_2)
                .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
                .register("127.0.0.1", "*", this)
                .create();
        server.start();
        port = listen();
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

    void answerWith(int status, byte[] body) {
        answer = new Answer(status, Bytes.copyOf(body));
        silent = false;
    }

    void stopAnswering() {
        silent = true;
    }

    Request lastRequest() {
        return requests.get(requests.size() - 1);
    }

    int requests() {
        return requests.size();
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
        Header authorization = head.getFirstHeader("Authorization");
        requests.add(new Request(
                head.getMethod(),
                head.getPath(),
                authorization == null ? "" : authorization.getValue(),
                message.getBody() == null ? Bytes.copyOf() : Bytes.copyOf(message.getBody()),
                String.valueOf(head.getVersion())));
        if (silent) {
            return;
        }
        response.submitResponse(
                AsyncResponseBuilder.create(answer.status())
                        .setEntity(answer.body().toByteArray(), ContentType.APPLICATION_OCTET_STREAM)
                        .build(),
                context);
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
    }
}
