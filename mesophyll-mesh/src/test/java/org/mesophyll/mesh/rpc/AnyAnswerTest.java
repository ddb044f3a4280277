package org.mesophyll.mesh.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Value;

/** Whatever bytes come from the other side, there is an outcome. */
class AnyAnswerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Property(tries = 5_000)
    void any_bytes_as_an_answer_are_an_outcome(@ForAll("answers") byte[] answer) {
        RpcClient client = new RpcClient(
                FakeTransport.answering(answer), RpcLimits.DEFAULT, new Ticker(failure -> {}), System::nanoTime);

        RpcOutcome.Kind beat = client.call(RpcEndpoints.HEARTBEAT, new RpcRequest.Heartbeat(), SECOND)
                .toCompletableFuture()
                .join()
                .kind();
        RpcOutcome.Kind event = client.call(RpcEndpoints.DISPATCH_EVENT, event(), SECOND)
                .toCompletableFuture()
                .join()
                .kind();

        Set<RpcOutcome.Kind> possible = Set.of(
                RpcOutcome.Kind.ANSWERED,
                RpcOutcome.Kind.FAILED,
                RpcOutcome.Kind.MISMATCHED,
                RpcOutcome.Kind.MALFORMED_ANSWER);
        assertThat(possible).contains(beat, event);
        assertThat(beat == RpcOutcome.Kind.ANSWERED && event == RpcOutcome.Kind.ANSWERED)
                .isFalse();
        assertThat(client.inFlight()).isZero();
    }

    @Property(tries = 5_000)
    void any_bytes_as_a_request_are_an_outcome(@ForAll("answers") byte[] request) {
        RpcExecutor executor = RpcExecutor.builder().build();

        RpcOutcome.Kind kind = executor.execute(Bytes.copyOf(request), SECOND)
                .toCompletableFuture()
                .join()
                .kind();

        assertThat(kind).isIn(RpcOutcome.Kind.REFUSED, RpcOutcome.Kind.UNKNOWN_REQUEST);
    }

    /** Noise, and messages with one byte changed. */
    @Provide
    Arbitrary<byte[]> answers() {
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(64);
        Arbitrary<byte[]> messages = Arbitraries.of(
                RpcResponse.CODEC.encode(new RpcResponse.Heartbeat(Instant.EPOCH)),
                RpcResponse.CODEC.encode(new RpcResponse.DispatchEvent(Value.of("text"))),
                RpcResponse.CODEC.encode(new RpcResponse.Failure("boom")),
                RpcRequest.CODEC.encode(new RpcRequest.Heartbeat()),
                RpcRequest.CODEC.encode(event()));
        Arbitrary<byte[]> broken = Combinators.combine(
                        messages, Arbitraries.integers().between(0, 200), Arbitraries.bytes())
                .as(AnyAnswerTest::changed);
        return Arbitraries.oneOf(noise, messages, broken);
    }

    private static byte[] changed(byte[] message, int where, byte to) {
        byte[] changed = message.clone();
        changed[where % changed.length] = to;
        return changed;
    }

    private static RpcRequest.DispatchEvent event() {
        return new RpcRequest.DispatchEvent(TenantId.guild(7), Event.of("E", Value.of("in")));
    }
}
