package org.mesophyll.mesh.rpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Bytes;

/** A transport that does what the test says, and nothing by itself. Confined to the test's thread. */
final class FakeTransport implements RpcTransport {
    private final List<CompletableFuture<RpcOutcome<Bytes>>> sent = new ArrayList<>();
    private final Behaviour behaviour;
    private boolean closed;

    private FakeTransport(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /** What comes of a request. */
    @FunctionalInterface
    interface Behaviour {
        CompletableFuture<RpcOutcome<Bytes>> send();
    }

    /** Answers every request with bytes. */
    static FakeTransport answering(byte... bytes) {
        return ending(new RpcOutcome.Answered<>(Bytes.copyOf(bytes)));
    }

    /** Answers every request with a response. */
    static FakeTransport answering(RpcResponse response) {
        return answering(RpcResponse.CODEC.encode(response));
    }

    /** Ends every request at once. */
    static FakeTransport ending(RpcOutcome<Bytes> outcome) {
        return behaving(() -> CompletableFuture.completedFuture(outcome));
    }

    /** Never answers. */
    static FakeTransport silent() {
        return behaving(CompletableFuture::new);
    }

    static FakeTransport behaving(Behaviour behaviour) {
        return new FakeTransport(behaviour);
    }

    /** Returns what was sent, in order. */
    List<CompletableFuture<RpcOutcome<Bytes>>> sent() {
        return sent;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public CompletionStage<RpcOutcome<Bytes>> send(Bytes request, Duration within) {
        CompletableFuture<RpcOutcome<Bytes>> answer = behaviour.send();
        sent.add(answer);
        return answer;
    }

    @Override
    public void close() {
        closed = true;
    }
}
