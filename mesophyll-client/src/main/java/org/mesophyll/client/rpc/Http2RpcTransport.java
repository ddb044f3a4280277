package org.mesophyll.client.rpc;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mesophyll.client.Http2Channel;
import org.mesophyll.client.Http2Channel.Exchange;
import org.mesophyll.client.MasterUrl;
import org.mesophyll.mesh.rpc.RpcOutcome;
import org.mesophyll.mesh.rpc.RpcTransport;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.value.Bytes;

/** Carries requests to a master's {@code POST /rpc}, and gives each status its outcome. */
final class Http2RpcTransport implements RpcTransport {
    private final Http2Channel channel;
    private final MasterUrl master;

    /**
     * Joins a channel and a master.
     *
     * @param channel with the token of an operator; closed with the transport
     */
    Http2RpcTransport(Http2Channel channel, MasterUrl master) {
        this.channel = channel;
        this.master = master;
    }

    @Override
    public CompletionStage<RpcOutcome<Bytes>> send(Bytes request, Duration within) {
        URI address = master.http("/rpc?timeout_ms=" + Math.max(1, within.toMillis()));
        CompletableFuture<Exchange> exchange = channel.post(address, request);
        CompletableFuture<RpcOutcome<Bytes>> outcome = exchange.thenApply(Http2RpcTransport::outcomeOf);
        CompletionStage<?> unused = outcome.whenComplete((ended, cancellation) -> exchange.cancel(false));
        return outcome;
    }

    @Override
    public void close() {
        channel.close();
    }

    private static RpcOutcome<Bytes> outcomeOf(Exchange exchange) {
        if (exchange instanceof Exchange.Answered answered) {
            return outcomeOf(answered);
        }
        if (exchange instanceof Exchange.Unreadable unreadable) {
            return new RpcOutcome.MalformedAnswer<>(unreadable.why());
        }
        if (exchange instanceof Exchange.NotSent notSent) {
            return new RpcOutcome.Unreachable<>(false, notSent.why());
        }
        return new RpcOutcome.Unreachable<>(true, ((Exchange.Lost) exchange).why());
    }

    private static RpcOutcome<Bytes> outcomeOf(Exchange.Answered answered) {
        int status = answered.status();
        return switch (status) {
            case 200 -> new RpcOutcome.Answered<>(answered.body());
            case 401 -> new RpcOutcome.Refused<>("the master does not take this token (401)");
            case 403 -> new RpcOutcome.Refused<>("the token is not one of an operator (403)");
            case 404 -> new RpcOutcome.Refused<>("there is no RPC at this address (404)");
            case 429 -> new RpcOutcome.Backpressure<>(said(answered));
            case 501 -> new RpcOutcome.UnknownRequest<>(said(answered));
            case 502, 503, 504 -> new RpcOutcome.Unreachable<>(true, said(answered));
            default ->
                status / 100 == 4 ? new RpcOutcome.Refused<>(said(answered)) : new RpcOutcome.Failed<>(said(answered));
        };
    }

    private static String said(Exchange.Answered answered) {
        String body = Printable.of(new String(answered.body().toByteArray(), StandardCharsets.UTF_8));
        return "the master answered " + answered.status() + (body.isEmpty() ? "" : ": " + body);
    }
}
