package org.mesophyll.client;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.mesophyll.client.StateException.Reason;
import org.mesophyll.mesh.work.NamedThreads;
import org.mesophyll.protocol.Fencing;
import org.mesophyll.protocol.WorkerId;

/**
 * Carries requests to a master over one HTTP/2 connection: by prior knowledge in clear, by ALPN with TLS.
 *
 * <p>Safe for use by any number of threads. Owns one I/O thread and one for deadlines, both daemons and ended by
 * {@link #close}; the stages complete on them.
 */
final class Http2 implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Http2.class.getName());
    private static final ContentType MESSAGE_PACK = ContentType.create("application/msgpack");
    private static final TimeValue GOOD_BYE = TimeValue.ofSeconds(1);
    private static final Duration RECONNECTING = Duration.ofSeconds(1);
    /** Payara's listener has five threads, and each request holds one until its body is there, which takes one too. */
    private static final int MOST_STREAMS = 4;

    private final MasterUrl master;
    private final WorkerId worker;
    private final Header authorization;
    private final ClientSettings.State settings;
    private final CloseableHttpAsyncClient client;
    private final ScheduledThreadPoolExecutor deadlines;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final LinkEpoch epoch = new LinkEpoch();
    private final Turns turns = new Turns(MOST_STREAMS);
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentMap<Long, CompletableFuture<byte[]>> pending = new ConcurrentHashMap<>();
    private volatile boolean closed; // written by close only, from false to true

    Http2(MasterUrl master, WorkerId worker, String token, ClientSettings.State settings) {
        this.master = master;
        this.worker = worker;
        this.settings = settings;
        // Sensitive: kept out of the header compression's tables.
        this.authorization = new BasicHeader("Authorization", "Bearer " + token, true);
        this.deadlines =
                new ScheduledThreadPoolExecutor(1, NamedThreads.numbered("mesophyll-state-deadlines", Http2.class));
        deadlines.setRemoveOnCancelPolicy(true);
        deadlines.prestartCoreThread(); // from here on no request needs a thread to be started
        deadlines.setRejectedExecutionHandler(
                new ThreadPoolExecutor.DiscardPolicy()); // after close nothing is left to end
        this.client = Http2Channel.client("mesophyll-state-io", settings.connectTimeout(), settings.requestTimeout());
        client.start();
    }

    /**
     * Asks, and hands on the body of a 200.
     *
     * @param path such as {@code /db/kv}
     * @param query what follows {@code ?id=…}, empty or starting with {@code &}
     * @return a stage that completes with the body, or with a {@link StateException}
     */
    CompletionStage<byte[]> get(String path, String query) {
        return send(AsyncRequestBuilder.get(), path, query);
    }

    /**
     * Sends a body, and the epoch of the worker's connection if there is one; like {@link #get} otherwise. A request that was
     * refused for its epoch is sent once more when the worker has a newer one within a second: it has just reconnected.
     */
    CompletionStage<byte[]> post(String path, String query, byte[] body) {
        OptionalLong used = epoch.current();
        return postUnder(used, path, query, body)
                .exceptionallyCompose(failure -> isFenced(failure)
                        ? epoch.changesFrom(used, RECONNECTING)
                                .thenCompose(changed -> changed
                                        ? postUnder(epoch.current(), path, query, body)
                                        : CompletableFuture.failedFuture(failure))
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletionStage<byte[]> postUnder(OptionalLong used, String path, String query, byte[] body) {
        AsyncRequestBuilder request = AsyncRequestBuilder.post().setEntity(body, MESSAGE_PACK);
        used.ifPresent(known -> request.addHeader(Fencing.EPOCH_HEADER, Long.toUnsignedString(known)));
        return send(request, path, query);
    }

    private static boolean isFenced(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof StateException refused && refused.reason() == Reason.FENCED;
    }

    /** Returns what the client's worker is told of its connections. */
    LinkEpoch epoch() {
        return epoch;
    }

    private CompletionStage<byte[]> send(AsyncRequestBuilder request, String path, String query) {
        int limit = settings.maxConcurrentRequests();
        if (outstanding.incrementAndGet() > limit) {
            outstanding.decrementAndGet();
            return refused(Reason.THROTTLED, limit + " requests are outstanding, which is the limit of this client");
        }
        long number = numbers.incrementAndGet();
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        pending.put(number, result);
        // After the insert: either this sees the flag, or close sees the request.
        if (closed) {
            release(number);
            return refused(Reason.CLOSED, "the client is closed");
        }
        CompletionStage<byte[]> answer = result.whenComplete((body, failure) -> release(number));
        try {
            URI address = master.http(path + "?id=" + worker + query);
            start(request.setUri(address).addHeader(authorization).build(), result);
        } catch (RuntimeException | Error e) { // no thread for its deadline, say: its place comes back with its end
            result.completeExceptionally(notStarted(e));
        }
        return answer;
    }

    private void start(AsyncRequestProducer request, CompletableFuture<byte[]> result) {
        Future<?> total = endAfter(settings.requestTimeout(), "no answer", result);
        Future<?> first = endAfter(settings.answerTimeout(), "no beginning of an answer", result);
        CompletionStage<?> unused = result.whenComplete((body, failure) -> {
            first.cancel(false);
            total.cancel(false);
        });
        turns.take(() -> executeInTurn(request, first, result));
    }

    private static StateException notStarted(Throwable cause) {
        return new StateException(Reason.FAILED, "the request could not be started, nothing was done", cause);
    }

    private Future<?> endAfter(Duration limit, String what, CompletableFuture<byte[]> result) {
        return deadlines.schedule(
                () -> result.completeExceptionally(
                        new StateException(Reason.TIMED_OUT, what + " within " + limit + ", the limit")),
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void executeInTurn(AsyncRequestProducer request, Future<?> first, CompletableFuture<byte[]> result) {
        // First: whatever becomes of the request, its turn comes back when it ends.
        CompletionStage<?> unused = result.whenComplete((body, failure) -> turns.giveBack());
        if (!result.isDone()) { // its time may be over
            execute(request, first, result);
        }
    }

    private void execute(AsyncRequestProducer request, Future<?> first, CompletableFuture<byte[]> result) {
        try {
            Future<?> exchange = client.execute(
                    request,
                    new ContainedConsumer<>(new Answer(settings.maxAnswerBytes(), first)),
                    new Completion(master, result));
            CompletionStage<?> unused = result.whenComplete((body, failure) -> exchange.cancel(true));
        } catch (IllegalStateException e) { // the client refuses after its close
            result.completeExceptionally(new StateException(Reason.CLOSED, "the client is closed", e));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(notStarted(e));
        }
    }

    private void release(long number) {
        pending.remove(number);
        outstanding.decrementAndGet();
    }

    /** Waits for the requests under way, at most the close time-out; then fails the rest and ends the threads. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        awaitPending();
        pending.values()
                .forEach(result -> result.completeExceptionally(
                        new StateException(Reason.CLOSED, "the client was closed before the answer came")));
        endConnection();
        deadlines.shutdownNow();
    }

    /** Ends the connection in good order if that is quick; cutting it at once makes the library log an error. */
    private void endConnection() {
        client.initiateShutdown();
        try {
            client.awaitShutdown(GOOD_BYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close(CloseMode.IMMEDIATE);
    }

    private void awaitPending() {
        CompletableFuture<?>[] all = pending.values().toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).get(settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "a request failed while the client was closed");
        } catch (TimeoutException e) {
            LOG.log(System.Logger.Level.INFO, "closed with {0} requests outstanding", pending.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> CompletionStage<T> refused(Reason reason, String message) {
        return CompletableFuture.failedFuture(new StateException(reason, message));
    }

    /** Collects an answer, and calls the deadline of its beginning off. */
    private static final class Answer extends BasicResponseConsumer<byte[]> {
        private final Future<?> beginning;

        private Answer(int maxBytes, Future<?> beginning) {
            super(new BoundedBody(maxBytes));
            this.beginning = beginning;
        }

        @Override
        public void consumeResponse(
                HttpResponse response,
                EntityDetails entity,
                HttpContext context,
                FutureCallback<Message<HttpResponse, byte[]>> callback)
                throws HttpException, IOException {
            beginning.cancel(false);
            super.consumeResponse(response, entity, context, callback);
        }
    }

    /** Turns what the HTTP client reports into a body or a {@link StateException}. */
    private record Completion(MasterUrl master, CompletableFuture<byte[]> result)
            implements FutureCallback<Message<HttpResponse, byte[]>> {
        @Override
        public void completed(Message<HttpResponse, byte[]> answer) {
            try {
                complete(answer);
            } catch (RuntimeException | Error e) { // no memory for it, say; an error would end the I/O thread
                result.completeExceptionally(Failures.ofExchange(master, new ContainedConsumer.UnreadableException(e)));
            }
        }

        private void complete(Message<HttpResponse, byte[]> answer) {
            byte[] body = answer.getBody() == null ? new byte[0] : answer.getBody();
            int status = answer.getHead().getCode();
            if (status != 200) {
                result.completeExceptionally(
                        Failures.ofStatus(master, status, new String(body, StandardCharsets.UTF_8)));
                return;
            }
            String mediaType = mediaTypeOf(answer.getHead());
            if (mediaType.equals(MESSAGE_PACK.getMimeType())) {
                result.complete(body);
            } else {
                result.completeExceptionally(Failures.ofForeignAnswer(mediaType, body.length));
            }
        }

        /** Returns the media type without its parameters, in lower case; empty if there is none. */
        private static String mediaTypeOf(HttpResponse head) {
            Header type = head.getFirstHeader("Content-Type");
            return type == null ? "" : type.getValue().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        }

        @Override
        public void failed(Exception failure) {
            result.completeExceptionally(Failures.ofExchange(master, failure));
        }

        @Override
        public void cancelled() {
            result.completeExceptionally(new StateException(Reason.CLOSED, "the request was cancelled"));
        }
    }
}
