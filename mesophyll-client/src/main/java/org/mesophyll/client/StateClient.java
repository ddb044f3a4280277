package org.mesophyll.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.StateException.Reason;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.TokenText;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.KeyValueAnswer;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantPage;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Value;

/**
 * Keeps the state of a worker's tenants at a master ({@code docs/protocol.md}, section 3), over one HTTP/2 connection.
 *
 * <p>Safe for use by any number of threads. Every operation waits for its answer, at most for the request time-out, and
 * throws a {@link StateException} if it was not done; {@link #async()} has the same operations without waiting. Keys,
 * scopes and patterns over the protocol's limits are refused with an {@link IllegalArgumentException} before anything is sent.
 *
 * <p>The token travels in a header and is never logged by this class. Who turns on the debug log of
 * {@code org.apache.hc.client5.http.headers} will find it there.
 */
public final class StateClient implements AutoCloseable {
    /** Beyond the request time-out, which ends every wait on its own. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Http2 http;
    private final AsyncStateClient async;
    private final long waitNanos;

    private StateClient(Http2 http, ClientSettings.State settings) {
        this.http = http;
        this.async = new AsyncStateClient(http, settings.maxAnswerBytes());
        this.waitNanos = settings.requestTimeout().toNanos() + GRACE_NANOS;
    }

    /** Starts to describe a client. */
    public static Builder builder() {
        return new Builder();
    }

    /** Describes a client: URL, worker and token are needed. */
    public static final class Builder {
        private @Nullable MasterUrl url; // confined to the building thread, like all below
        private @Nullable WorkerId worker;
        private @Nullable String token;
        private ClientSettings.State settings = ClientSettings.DEFAULT.state();

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

        /** Sets on whose behalf requests are made. */
        public Builder worker(int id) {
            this.worker = new WorkerId(id);
            return this;
        }

        /** Sets the worker's token. */
        public Builder token(String newToken) {
            this.token = TokenText.check("the token", newToken);
            return this;
        }

        /** Sets limits and time-outs; those of {@link ClientSettings#DEFAULT} otherwise. */
        public Builder settings(ClientSettings newSettings) {
            this.settings = newSettings.state();
            return this;
        }

        /**
         * Makes the client; it connects with its first request.
         *
         * @throws IllegalStateException if URL, worker or token is missing
         */
        public StateClient build() {
            if (url == null || worker == null || token == null) {
                throw new IllegalStateException("a state client needs a url, a worker and a token");
            }
            return new StateClient(new Http2(url, worker, token, settings), settings);
        }
    }

    LinkEpoch epoch() {
        return http.epoch();
    }

    /** Returns the same operations without waiting; closed with this client. */
    public AsyncStateClient async() {
        return async;
    }

    /**
     * Returns the record with a key whose scopes contain all the given ones: that with exactly these if there is one, else
     * that with the fewest, and of those the latest.
     */
    public Optional<KvRecord> get(TenantId tenant, Scopes scopes, String key) {
        return await(async.get(tenant, scopes, key));
    }

    /** Writes the record with a key and exactly these scopes. */
    public void set(TenantId tenant, Scopes scopes, String key, Value value) {
        await(async.set(tenant, scopes, key, value));
    }

    /** Deletes the records with a key whose scopes contain all the given ones, if there are any. */
    public void delete(TenantId tenant, Scopes scopes, String key) {
        await(async.delete(tenant, scopes, key));
    }

    /** Returns the records whose key matches and whose scopes contain all the given ones, in the order of their keys. */
    public List<KvRecord> find(TenantId tenant, Scopes scopes, LikePattern pattern) {
        return await(async.find(tenant, scopes, pattern));
    }

    /** Returns the scopes that the tenant's records have, sorted. */
    public List<String> listScopes(TenantId tenant) {
        return await(async.listScopes(tenant));
    }

    /**
     * Does operations on a tenant's records in their order, all of them or none, and returns the answer to each in the same
     * order; those behind see what those before have written.
     */
    public List<KeyValueAnswer> batch(TenantId tenant, KeyValueBatch batch) {
        return await(async.batch(tenant, batch));
    }

    /** Returns a tenant's state, if it ever set one. */
    public Optional<TenantState> tenantState(TenantId tenant) {
        return await(async.tenantState(tenant));
    }

    /**
     * Returns tenants that this worker owns and whose state wants an event, a page at a time. A page may be empty although another
     * one follows.
     *
     * @param after {@link TenantPage#next} of the page before, or null for the first page
     */
    public TenantPage tenantsWanting(String event, @Nullable TenantId after) {
        return await(async.tenantsWanting(event, after));
    }

    /**
     * Returns the states of all tenants that this worker owns. They come in one answer, which may be larger than this client takes;
     * {@link #tenantState} and {@link #tenantsWanting} are not.
     */
    public Map<TenantId, TenantState> tenantStates() {
        return await(async.tenantStates());
    }

    /** Replaces a tenant's state. */
    public void setTenantState(TenantId tenant, TenantState state) {
        await(async.setTenantState(tenant, state));
    }

    /** Returns the approved global entries of a scope whose key matches. */
    public List<PartialGlobalKv> findGlobal(LikePattern pattern, String scope) {
        return await(async.findGlobal(pattern, scope));
    }

    /**
     * Returns an approved global entry, with its data or where to buy it.
     *
     * @param onBehalfOf the tenant that would have bought it, or null
     */
    public Optional<GlobalKv> getGlobal(String key, int version, String scope, @Nullable TenantId onBehalfOf) {
        return await(async.getGlobal(key, version, scope, onBehalfOf));
    }

    /** Makes a global entry, which is not visible before it is approved. */
    public void createGlobal(TenantId owner, CreateGlobalKv entry) {
        await(async.createGlobal(owner, entry));
    }

    /** Deletes a global entry that the tenant owns. */
    public void deleteGlobal(TenantId owner, String key, int version, String scope) {
        await(async.deleteGlobal(owner, key, version, scope));
    }

    /**
     * Waits for the requests under way, at most the close time-out, fails the rest with {@link Reason#CLOSED}, and ends the
     * client's threads.
     */
    @Override
    public void close() {
        http.close();
    }

    private <T extends @Nullable Object> T await(CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().get(waitNanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw asStateException(e);
        } catch (TimeoutException e) {
            throw new StateException(Reason.TIMED_OUT, "no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateException(Reason.INTERRUPTED, "interrupted while waiting for an answer", e);
        }
    }

    private static StateException asStateException(ExecutionException failure) {
        if (failure.getCause() instanceof StateException e) {
            // Made anew, so that the trace shows who waited.
            return new StateException(e.reason(), String.valueOf(e.getMessage()), e);
        }
        return new StateException(Reason.FAILED, "the request failed within the client", failure.getCause());
    }
}
