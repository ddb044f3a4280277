package org.mesophyll.it.peer;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.value.Bytes;

/**
 * A state client made of bytes: what it sends and what it gets is MessagePack that the test looks at itself. Methods may
 * be called from any thread.
 */
public final class StateDoor implements AutoCloseable {
    private static final long LIMIT_SECONDS = 30;
    private static final ContentType MESSAGE_PACK = ContentType.create("application/msgpack");

    private final URI url;
    private final CloseableHttpAsyncClient client;

    private StateDoor(URI url, CloseableHttpAsyncClient client) {
        this.url = url;
        this.client = client;
        client.start();
    }

    /** How requests travel. */
    public enum Version {
        HTTP_1_1(HttpVersionPolicy.FORCE_HTTP_1),
        /** HTTP/2 with prior knowledge over plain TCP. */
        HTTP_2(HttpVersionPolicy.FORCE_HTTP_2);

        private final HttpVersionPolicy policy;

        Version(HttpVersionPolicy policy) {
            this.policy = policy;
        }
    }

    /** Returns a client of one version that never falls back to the other. */
    public static StateDoor of(URI url, Version version) {
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setVersionPolicy(version.policy)
                                .build())
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling();
        return new StateDoor(url, builder.build());
    }

    /** Encodes a body and posts it for a tenant. */
    public <T> HttpReply post(String path, int worker, String token, TenantId tenant, Codec<T> codec, T body)
            throws IOException {
        return post(path + "?" + caller(worker, token) + "&" + tenantQuery(tenant), codec.encode(body));
    }

    /** Posts bytes to a path with its query. */
    public HttpReply post(String pathAndQuery, byte[] body) throws IOException {
        return exchange(SimpleRequestBuilder.post(url.resolve(pathAndQuery))
                .setBody(body, MESSAGE_PACK)
                .build());
    }

    /** Reads a path with its query. */
    public HttpReply get(String pathAndQuery) throws IOException {
        return exchange(SimpleRequestBuilder.get(url.resolve(pathAndQuery)).build());
    }

    /** Returns the part of a query that says who asks. */
    public static String caller(int worker, String token) {
        return "id=" + worker + "&token=" + token;
    }

    /** Returns the part of a query that says for which tenant. */
    public static String tenantQuery(TenantId tenant) {
        return "tenant_type=" + tenant.kind().lowerCaseName() + "&tenant_id=" + tenant.decimalId();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private HttpReply exchange(SimpleHttpRequest request) throws IOException {
        try {
            return reply(client.execute(request, null).get(LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("no reply to " + request.getMethod() + " " + request.getPath(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a reply", interrupted);
        }
    }

    private static HttpReply reply(SimpleHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : List.of(response.getHeaders())) {
            headers.putIfAbsent(header.getName().toLowerCase(java.util.Locale.ROOT), header.getValue());
        }
        headers.put("version", response.getVersion().toString());
        byte[] body = response.getBodyBytes();
        return new HttpReply(response.getCode(), headers, Bytes.copyOf(body == null ? new byte[0] : body));
    }
}
