package org.mesophyll.client;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.mesophyll.mesh.work.NamedThreads;
import org.mesophyll.protocol.TokenText;
import org.mesophyll.protocol.value.Bytes;

/**
 * Posts MessagePack over one HTTP/2 connection, by prior knowledge in clear and by ALPN with TLS, and says how each
 * exchange ended. For this jar's own clients, who bound and time their requests themselves.
 *
 * <p>Safe for use by any number of threads. Owns one I/O thread, a daemon, which {@link #close} ends; exchanges complete on
 * it.
 */
public final class Http2Channel implements AutoCloseable {
    private static final ContentType MESSAGE_PACK = ContentType.create("application/msgpack");
    private static final TimeValue GOOD_BYE = TimeValue.ofSeconds(1);
    private static final TimeValue TRUST_IDLE_CONNECTION = TimeValue.ofSeconds(2);

    private final Header authorization;
    private final CloseableHttpAsyncClient client;
    private final int maxAnswerBytes;

    /**
     * Makes a channel that connects with its first request.
     *
     * @param threads what its thread is called
     * @param token sent as {@code Authorization: Bearer}
     * @param connectTimeout until a connection stands
     * @param silence how long a connection may be without a byte either way while exchanges are under way
     * @param maxAnswerBytes how large the body of an answer may be
     * @throws IllegalArgumentException if the token is not 1 to 1 024 visible ASCII characters
     */
    public Http2Channel(String threads, String token, Duration connectTimeout, Duration silence, int maxAnswerBytes) {
        // Sensitive: kept out of the header compression's tables.
        this.authorization = new BasicHeader("Authorization", "Bearer " + TokenText.check("the token", token), true);
        this.client = client(threads, connectTimeout, silence);
        this.maxAnswerBytes = maxAnswerBytes;
        client.start();
    }

    /** How an exchange ended. */
    public sealed interface Exchange {
        /** An answer came, of whatever status. */
        record Answered(int status, Bytes body) implements Exchange {}

        /** An answer began that this side does not read to its end, or cannot read. */
        record Unreadable(String why) implements Exchange {}

        /** The request was certainly not processed. */
        record NotSent(String why) implements Exchange {}

        /** The connection went; the request may have been processed. */
        record Lost(String why) implements Exchange {}
    }

    static CloseableHttpAsyncClient client(String threads, Duration connectTimeout, Duration silence) {
        return HttpAsyncClients.customHttp2()
                .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
                .setThreadFactory(NamedThreads.numbered(threads, Http2Channel.class))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(connectTimeout))
                        .setSocketTimeout(Timeout.of(silence))
                        .setValidateAfterInactivity(TRUST_IDLE_CONNECTION)
                        .build())
                // A write that was repeated unasked could undo another that came between.
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /**
     * Posts a body.
     *
     * @return how the exchange ends; cancelling it resets the stream. Completes otherwise always with a value
     */
    public CompletableFuture<Exchange> post(URI address, Bytes body) {
        CompletableFuture<Exchange> end = new CompletableFuture<>();
        AsyncRequestProducer request = AsyncRequestBuilder.post(address)
                .setEntity(body.toByteArray(), MESSAGE_PACK)
                .addHeader(authorization)
                .build();
        try {
            Future<?> exchange = client.execute(
                    request,
                    new ContainedConsumer<>(new BasicResponseConsumer<>(new BoundedBody(maxAnswerBytes))),
                    new Completion(server(address), end));
            CompletionStage<?> unused = end.whenComplete((ended, cancellation) -> exchange.cancel(true));
        } catch (IllegalStateException e) { // the client refuses after its close
            end.complete(new Exchange.NotSent("the channel is closed"));
        } catch (RuntimeException | Error e) { // no memory for it, say
            end.complete(new Exchange.NotSent(
                    "the request could not be started: " + e.getClass().getName()));
        }
        return end;
    }

    /** Returns an address without what could hold more than the server's. */
    private static String server(URI address) {
        return address.getScheme() + "://" + address.getAuthority();
    }

    /** Ends what is under way as lost, and the thread; waits for a second at most. */
    @Override
    public void close() {
        client.initiateShutdown();
        try {
            client.awaitShutdown(GOOD_BYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close(CloseMode.IMMEDIATE);
    }

    /** Turns what the HTTP client reports into an exchange. */
    private record Completion(String server, CompletableFuture<Exchange> end)
            implements FutureCallback<Message<HttpResponse, byte[]>> {
        @Override
        public void completed(Message<HttpResponse, byte[]> answer) {
            try {
                byte[] body = answer.getBody() == null ? new byte[0] : answer.getBody();
                end.complete(new Exchange.Answered(answer.getHead().getCode(), Bytes.copyOf(body)));
            } catch (RuntimeException | Error e) { // no memory for it, say; an error would end the I/O thread
                end.complete(new Exchange.Unreadable(
                        "the answer could not be read: " + e.getClass().getName()));
            }
        }

        @Override
        public void failed(Exception failure) {
            end.complete(exchangeOf(failure));
        }

        @Override
        public void cancelled() {
            end.complete(new Exchange.Lost("the exchange was cancelled"));
        }

        private Exchange exchangeOf(Exception failure) {
            if (failure instanceof BoundedBody.TooLargeException tooLarge) {
                return new Exchange.Unreadable(String.valueOf(tooLarge.getMessage()));
            }
            if (failure instanceof ContainedConsumer.UnreadableException unreadable) {
                return new Exchange.Unreadable(String.valueOf(unreadable.getMessage()));
            }
            if (isBeforeConnection(failure)) {
                return new Exchange.NotSent(Failures.unreachable(server, failure));
            }
            if (isUnprocessed(failure)) {
                return new Exchange.NotSent("the master did not take the request up");
            }
            return new Exchange.Lost("the connection to the master was lost");
        }

        private static boolean isBeforeConnection(Exception failure) {
            return failure instanceof ConnectException
                    || failure instanceof ConnectTimeoutException
                    || failure instanceof UnknownHostException
                    || failure instanceof NoRouteToHostException
                    || failure instanceof SSLHandshakeException;
        }

        /** RFC 9113, section 8.7: streams refused, or above the last that a GOAWAY names. */
        private static boolean isUnprocessed(Exception failure) {
            return failure instanceof RequestNotExecutedException
                    || (failure instanceof H2StreamResetException reset
                            && reset.getCode() == H2Error.REFUSED_STREAM.getCode());
        }
    }
}
