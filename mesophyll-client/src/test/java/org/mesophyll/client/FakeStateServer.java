package org.mesophyll.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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
public final class FakeStateServer implements AutoCloseable, AsyncServerRequestHandler<Message<HttpRequest, byte[]>> {
    private final HttpAsyncServer server;
    private final int port;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Answer> answer = request -> Answer.ok(new byte[0]);
    private volatile boolean silent;

    /** What came: method, path with query, authorization, epoch, body, and the protocol's version. */
    public record Request(String method, String path, String authorization, String epoch, Bytes sent, String version) {
        public byte[] body() {
            return sent.toByteArray();
        }
    }

    /** An answer's status, body and media type. */
    public record Answer(int status, Bytes body, ContentType mediaType) {
        private static final ContentType MESSAGE_PACK = ContentType.create("application/msgpack");

        public Answer(int status, Bytes body) {
            this(status, body, MESSAGE_PACK);
        }

        /** Returns an answer of status 200. */
        public static Answer ok(byte[] body) {
            return new Answer(200, Bytes.copyOf(body));
        }
    }

    public FakeStateServer() throws IOException {
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

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    void answerWith(int status, byte[] body) {
        answerBy(request -> new Answer(status, Bytes.copyOf(body)));
    }

    /** Answers each request with what becomes of it. */
    public void answerBy(Function<Request, Answer> newAnswer) {
        answer = newAnswer;
        silent = false;
    }

    public void stopAnswering() {
        silent = true;
    }

    public Request lastRequest() {
        return requests.get(requests.size() - 1);
    }

    public int requests() {
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
        Request request = new Request(
                head.getMethod(),
                head.getPath(),
                authorization == null ? "" : authorization.getValue(),
                head.getFirstHeader("Mesophyll-Epoch") == null
                        ? ""
                        : head.getFirstHeader("Mesophyll-Epoch").getValue(),
                message.getBody() == null ? Bytes.copyOf() : Bytes.copyOf(message.getBody()),
                String.valueOf(head.getVersion()));
        requests.add(request);
        if (silent) {
            return;
        }
        Answer given = answer.apply(request);
        response.submitResponse(
                AsyncResponseBuilder.create(given.status())
                        .setEntity(given.body().toByteArray(), given.mediaType())
                        .build(),
                context);
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
    }
}
