package org.mesophyll.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.StateException.Reason;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.KeyValueAnswer;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantPage;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Value;

/**
 * The operations of {@link StateClient} without waiting.
 *
 * <p>Every stage completes with the answer or with a {@link StateException}, at the latest with the request time-out. What
 * is attached to a stage runs on one of the client's threads and must not block it.
 */
public final class AsyncStateClient {
    private static final int MOST_REQUEST_BYTES = DecodeLimits.DEFAULT.maxBytes();

    private static final Codec<@Nullable KvRecord> RECORD = Codecs.optional(KvRecord.CODEC);
    private static final Codec<List<KvRecord>> RECORDS = Codecs.list(KvRecord.CODEC);
    private static final Codec<List<String>> NAMES = Codecs.list(Codecs.TEXT);
    private static final Codec<List<PartialGlobalKv>> CATALOGUE = Codecs.list(PartialGlobalKv.CODEC);
    private static final Codec<@Nullable TenantState> STATE = Codecs.optional(TenantState.CODEC);
    private static final Codec<@Nullable GlobalKv> ENTRY = Codecs.optional(GlobalKv.CODEC);

    private final Http2 http;
    private final DecodeLimits limits;

    AsyncStateClient(Http2 http, int maxAnswerBytes) {
        this.http = http;
        this.limits = DecodeLimits.DEFAULT.withMaxBytes(maxAnswerBytes);
    }

    /** See {@link StateClient#get}. */
    public CompletionStage<Optional<KvRecord>> get(TenantId tenant, Scopes scopes, String key) {
        return askKv(tenant, new KeyValueOp.Get(scopes, key)).thenApply(body -> decodeOptional(RECORD, body));
    }

    /** See {@link StateClient#set}. */
    public CompletionStage<Void> set(TenantId tenant, Scopes scopes, String key, Value value) {
        return askKv(tenant, new KeyValueOp.Set(scopes, key, value)).thenAccept(AsyncStateClient::takeAnyBody);
    }

    /** See {@link StateClient#delete}. */
    public CompletionStage<Void> delete(TenantId tenant, Scopes scopes, String key) {
        return askKv(tenant, new KeyValueOp.Delete(scopes, key)).thenAccept(AsyncStateClient::takeAnyBody);
    }

    /** See {@link StateClient#find}. */
    public CompletionStage<List<KvRecord>> find(TenantId tenant, Scopes scopes, LikePattern pattern) {
        return askKv(tenant, new KeyValueOp.Find(scopes, pattern)).thenApply(body -> decode(RECORDS, body));
    }

    /** See {@link StateClient#listScopes}. */
    public CompletionStage<List<String>> listScopes(TenantId tenant) {
        return askKv(tenant, new KeyValueOp.ListScopes()).thenApply(body -> decode(NAMES, body));
    }

    /** See {@link StateClient#batch}. */
    public CompletionStage<List<KeyValueAnswer>> batch(TenantId tenant, KeyValueBatch batch) {
        return ask("/db/batch", query(tenant), KeyValueBatch.CODEC, batch)
                .thenApply(body -> decode(batch.answers(), body));
    }

    /** See {@link StateClient#tenantStates}. */
    public CompletionStage<Map<TenantId, TenantState>> tenantStates() {
        return http.get("/db/tenant-states", "").thenApply(body -> decode(TenantState.BY_TENANT_CODEC, body));
    }

    /** See {@link StateClient#tenantState}. */
    public CompletionStage<Optional<TenantState>> tenantState(TenantId tenant) {
        return http.get("/db/tenant-state", query(tenant)).thenApply(body -> decodeOptional(STATE, body));
    }

    /** See {@link StateClient#tenantsWanting}. */
    public CompletionStage<TenantPage> tenantsWanting(String event, @Nullable TenantId after) {
        String name = "&event=" + URLEncoder.encode(event, StandardCharsets.UTF_8);
        String behind =
                after == null ? "" : "&after_type=" + after.kind().lowerCaseName() + "&after_id=" + after.decimalId();
        return http.get("/db/tenants-wanting", name + behind).thenApply(body -> decode(TenantPage.CODEC, body));
    }

    /** See {@link StateClient#setTenantState}. */
    public CompletionStage<Void> setTenantState(TenantId tenant, TenantState state) {
        return ask("/db/tenant-state", query(tenant), TenantState.CODEC, state)
                .thenAccept(AsyncStateClient::takeAnyBody);
    }

    /** See {@link StateClient#findGlobal}. */
    public CompletionStage<List<PartialGlobalKv>> findGlobal(LikePattern pattern, String scope) {
        return askGlobal(new PublicGlobalKeyValueOp.Find(pattern, scope)).thenApply(body -> decode(CATALOGUE, body));
    }

    /** See {@link StateClient#getGlobal}. */
    public CompletionStage<Optional<GlobalKv>> getGlobal(
            String key, int version, String scope, @Nullable TenantId onBehalfOf) {
        return askGlobal(new PublicGlobalKeyValueOp.Get(key, version, scope, onBehalfOf))
                .thenApply(body -> decodeOptional(ENTRY, body));
    }

    /** See {@link StateClient#createGlobal}. */
    public CompletionStage<Void> createGlobal(TenantId owner, CreateGlobalKv entry) {
        return changeGlobal(owner, new GlobalKeyValueOp.Create(entry));
    }

    /** See {@link StateClient#deleteGlobal}. */
    public CompletionStage<Void> deleteGlobal(TenantId owner, String key, int version, String scope) {
        return changeGlobal(owner, new GlobalKeyValueOp.Delete(key, version, scope));
    }

    private CompletionStage<byte[]> askKv(TenantId tenant, KeyValueOp operation) {
        return ask("/db/kv", query(tenant), KeyValueOp.CODEC, operation);
    }

    private CompletionStage<byte[]> askGlobal(PublicGlobalKeyValueOp operation) {
        return ask("/db/public-global-kv", "", PublicGlobalKeyValueOp.CODEC, operation);
    }

    private CompletionStage<Void> changeGlobal(TenantId owner, GlobalKeyValueOp operation) {
        return ask("/db/global-kv", query(owner), GlobalKeyValueOp.CODEC, operation)
                .thenAccept(AsyncStateClient::takeAnyBody);
    }

    private <T> CompletionStage<byte[]> ask(String path, String query, Codec<T> codec, T request) {
        byte[] body = codec.encode(request);
        if (body.length > MOST_REQUEST_BYTES) {
            return CompletableFuture.failedFuture(new StateException(
                    Reason.TOO_LARGE, "the request is " + body.length + " bytes, the limit is " + MOST_REQUEST_BYTES));
        }
        return http.post(path, query, body);
    }

    private <T> T decode(Codec<T> codec, byte[] body) {
        try {
            return codec.decode(body, limits);
        } catch (MalformedMessageException e) {
            throw malformed(e);
        }
    }

    private <T> Optional<T> decodeOptional(Codec<@Nullable T> codec, byte[] body) {
        try {
            return Optional.ofNullable(codec.decode(body, limits));
        } catch (MalformedMessageException e) {
            throw malformed(e);
        }
    }

    private static CompletionException malformed(MalformedMessageException cause) {
        return new CompletionException(new StateException(
                Reason.MALFORMED_ANSWER, "the master's answer does not decode: " + cause.getMessage(), cause));
    }

    private static String query(TenantId tenant) {
        return "&tenant_type=" + tenant.kind().lowerCaseName() + "&tenant_id=" + tenant.decimalId();
    }

    /** Ends a success without a value, whatever body it came with. */
    private static void takeAnyBody(byte[] body) {}
}
