package org.mesophyll.client.rpc;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.Http2Channel;
import org.mesophyll.client.MasterUrl;
import org.mesophyll.mesh.rpc.RpcClient;
import org.mesophyll.mesh.rpc.RpcEndpoint;
import org.mesophyll.mesh.rpc.RpcLimits;
import org.mesophyll.mesh.rpc.RpcOutcome;
import org.mesophyll.mesh.work.Clockwork;
import org.mesophyll.protocol.rpc.RpcRequest;

/**
 * Calls a master over one HTTP/2 connection, which it makes with the first call and anew when it was lost.
 *
 * <p>Safe for use by any number of threads. Every call ends in exactly one {@link RpcOutcome}; none is repeated unasked, and
 * {@link RpcOutcome#mayHaveRun} says whether the caller may without running it twice. Owns one I/O thread and one for
 * deadlines, both daemons and ended by {@link #close}; stages complete on them.
 */
public final class MasterRpc implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(20); // how late a deadline may be noticed

    /**
     * {@link RpcLimits#DEFAULT} with 64 calls under way: servers refuse streams over their bound, often 100, which a client
     * that has just connected does not know yet. Such a call is {@link RpcOutcome.Unreachable} and was not run.
     */
    public static final RpcLimits DEFAULT_LIMITS = RpcLimits.DEFAULT.withMaxInFlight(64);

    private final RpcClient client;
    private final Clockwork clockwork;

    private MasterRpc(RpcClient client, Clockwork clockwork) {
        this.client = client;
        this.clockwork = clockwork;
    }

    /** Starts to describe a client. */
    public static Builder builder() {
        return new Builder();
    }

    /** Describes a client: URL and token are needed. */
    public static final class Builder {
        private @Nullable MasterUrl url; // confined to the building thread, like all below
        private @Nullable String token;
        private RpcLimits limits = DEFAULT_LIMITS;
        private Duration connectTimeout = Duration.ofSeconds(5);

        private Builder() {}

        /**
         * Sets where the master is.
         *
         * @throws IllegalArgumentException if it is no URL of a master, see {@link MasterUrl#parse}
         */
        public Builder url(String newUrl) {
            this.url = MasterUrl.parse(newUrl);
            return this;
        }

        /** Sets the token, one with the role {@code operator}; it travels in a header and is never logged. */
        public Builder token(String newToken) {
            this.token = newToken;
            return this;
        }

        /** Sets the bounds; {@link #DEFAULT_LIMITS} otherwise. */
        public Builder limits(RpcLimits newLimits) {
            this.limits = newLimits;
            return this;
        }

        /** Sets how long connecting may take, within a call's deadline; 5 s otherwise. */
        public Builder connectTimeout(Duration newConnectTimeout) {
            this.connectTimeout = newConnectTimeout;
            return this;
        }

        /**
         * Makes the client.
         *
         * @throws IllegalStateException if URL or token is missing
         * @throws IllegalArgumentException if the token is not 1 to 1 024 visible ASCII characters
         */
        public MasterRpc build() {
            if (url == null || token == null) {
                throw new IllegalStateException("an RPC client needs a url and a token");
            }
            Http2Channel channel = new Http2Channel(
                    "mesophyll-rpc-io", token, connectTimeout, limits.longestDeadline(), limits.maxMessageBytes());
            Clockwork clockwork = Clockwork.start("mesophyll-rpc-clockwork", TICK);
            RpcClient client =
                    new RpcClient(new Http2RpcTransport(channel, url), limits, clockwork.ticker(), System::nanoTime);
            return new MasterRpc(client, clockwork);
        }
    }

    /** Calls an endpoint; see {@link RpcClient#call}. What is attached to the stage must not block. */
    public <Q extends RpcRequest, R> CompletionStage<RpcOutcome<R>> call(
            RpcEndpoint<Q, R> endpoint, Q request, Duration within) {
        return client.call(endpoint, request, within);
    }

    /** Calls an endpoint and waits for the outcome; see {@link RpcClient#callAndWait}. */
    public <Q extends RpcRequest, R> RpcOutcome<R> callAndWait(RpcEndpoint<Q, R> endpoint, Q request, Duration within)
            throws InterruptedException {
        return client.callAndWait(endpoint, request, within);
    }

    /** Ends what is under way as {@link RpcOutcome.Unreachable}, and the threads; waits for a second at most. */
    @Override
    public void close() {
        client.close();
        clockwork.close();
    }
}
