package org.mesophyll.it.container;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mesophyll.it.ItSettings;

/** A wire takes from its session only what it need not pay for: a time-out that somebody sets still comes. */
@ExtendWith(ArquillianExtension.class)
class IdleTimeoutIT {
    private static final int MESSAGES = 8;
    private static final Duration BETWEEN = Duration.ofMillis(IdleEndpoint.IDLE_MILLIS / 5);

    @Deployment
    static EnterpriseArchive ear() {
        return EarUnderTest.with(IdleEndpoint.class);
    }

    @Test
    @RunAsClient
    void a_session_is_closed_when_it_is_idle_and_not_before() throws InterruptedException {
        Listening listening = new Listening();
        WebSocket open = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + ItSettings.containerPort() + "/idle"), listening)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();

        for (int i = 0; i < MESSAGES; i++) { // for longer than the time-out
            open.sendText("awake", true).join();
            assertTrue(listening.echoes.poll(10, TimeUnit.SECONDS) != null, "an echo");
            assertFalse(listening.isClosedWithin(BETWEEN));
        }

        assertDoesNotThrow(() -> listening.closed.get(20, TimeUnit.SECONDS));
    }

    /** Hears what the server sends. */
    private static final class Listening implements WebSocket.Listener {
        private final BlockingQueue<CharSequence> echoes = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket open, CharSequence text, boolean last) {
            echoes.add(text.toString());
            open.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket open, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket open, Throwable failure) {
            closed.complete(0);
        }

        private boolean isClosedWithin(Duration wait) throws InterruptedException {
            return closed.copy()
                            .completeOnTimeout(-1, wait.toMillis(), TimeUnit.MILLISECONDS)
                            .join()
                    >= 0;
        }
    }
}
