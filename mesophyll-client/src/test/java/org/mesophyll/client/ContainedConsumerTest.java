package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ContainedConsumerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void an_error_fails_its_exchange_and_the_next_is_answered() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        try (FakeStateServer server = new FakeStateServer();
                CloseableHttpAsyncClient client = Http2Channel.client("test-io", LIMIT, LIMIT)) {
            server.answerWith(200, new byte[] {1, 2, 3});
            client.start();

            assertThat(ask(client, server, fails))
                    .failsWithin(LIMIT)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(ContainedConsumer.UnreadableException.class)
                    .withMessageContaining("OutOfMemoryError");

            assertThat(ask(client, server, fails)
                            .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .getBody())
                    .containsExactly(1, 2, 3);
        }
    }

    private static Future<Message<HttpResponse, byte[]>> ask(
            CloseableHttpAsyncClient client, FakeStateServer server, AtomicBoolean fails) {
        BasicAsyncEntityConsumer body = new BasicAsyncEntityConsumer() {
            @Override
            protected void data(ByteBuffer source, boolean endOfStream) throws IOException {
                if (fails.getAndSet(false)) {
                    throw new OutOfMemoryError("Java heap space");
                }
                super.data(source, endOfStream);
            }
        };
        return client.execute(
                AsyncRequestBuilder.get(server.url() + "/db").build(),
                new ContainedConsumer<>(new BasicResponseConsumer<>(body)),
                null);
    }
}
