package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.RawWebSocket;

/** Whoever is no worker is refused before the upgrade, without a word ({@code docs/protocol.md}, section 2; G11). */
@WithMaster
class HandshakeIT {
    private static final int WORKER = 0;
    private static final String UNKNOWN_WORKER = "64";

    private final Running master;

    HandshakeIT(Running master) {
        this.master = master;
    }

    @Test
    void a_worker_with_its_token_in_the_query_is_let_in() throws IOException {
        HttpReply reply = handshake("/ws?id=" + WORKER + "&token=" + ItTokens.worker(WORKER));

        assertThat(reply.status()).isEqualTo(101);
        assertThat(reply.header("Sec-WebSocket-Accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void a_worker_with_its_token_in_a_header_is_let_in() throws IOException {
        HttpReply reply = handshake("/ws?id=" + WORKER, "Authorization: Bearer " + ItTokens.worker(WORKER));

        assertThat(reply.status()).isEqualTo(101);
    }

    @Test
    void a_token_of_a_setting_is_taken_as_it_is_written() throws IOException {
        HttpReply reply = handshake("/ws?id=" + WORKER, "Authorization: Bearer " + ItTokens.WITH_DOLLARS);

        assertThat(reply.status()).isEqualTo(101);
    }

    @Test
    void an_unknown_worker_is_404() throws IOException {
        assertRefused(404, handshake("/ws?id=" + UNKNOWN_WORKER + "&token=" + ItTokens.worker(WORKER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&token=", "&token=wrong", "&token=%00", "&token=%F0%9F%98%80", "&token=a&token=a"})
    void a_wrong_token_is_401(String token) throws IOException {
        assertRefused(401, handshake("/ws?id=" + WORKER + token));
    }

    @Test
    void a_token_of_another_worker_is_401() throws IOException {
        assertRefused(401, handshake("/ws?id=" + WORKER + "&token=" + ItTokens.worker(WORKER + 1)));
    }

    @Test
    void a_token_that_differs_in_its_last_character_is_401() throws IOException {
        String token = ItTokens.worker(WORKER);
        String almost = token.substring(0, token.length() - 1) + "1";

        assertRefused(401, handshake("/ws?id=" + WORKER + "&token=" + almost));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?token=a",
                "?id=",
                "?id=abc",
                "?id=-1",
                "?id=%2D1",
                "?id=1.0",
                "?id=65536",
                "?id=0x1",
                "?id=99999999999999999999",
                "?id=0%00",
                "?id=%0d%0a0",
                "?id=0&id=1",
                "?&&=&id",
                "?id=%D9%A1"
            })
    void a_missing_or_malformed_id_is_400(String query) throws IOException {
        assertRefused(400, handshake("/ws" + query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?%", "?id=%zz", "?id=%f", "?%%%&&=;", "?id=%ff%fe"})
    void a_query_that_is_garbage_is_400(String query) throws IOException {
        assertThat(handshake("/ws" + query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1", "https://evil.example/\\n"})
    void a_browser_of_a_foreign_origin_is_403_even_with_a_token(String origin) throws IOException {
        HttpReply reply = handshake("/ws?id=" + WORKER + "&token=" + ItTokens.worker(WORKER), "Origin: " + origin);

        assertRefused(403, reply);
    }

    @ParameterizedTest
    @CsvSource({"Upgrade,400", "Connection,400", "Sec-WebSocket-Key,400", "Sec-WebSocket-Version,426"})
    void a_request_that_is_no_handshake_is_refused(String missing, int status) throws IOException {
        String[] headers = Arrays.stream(RawWebSocket.handshake())
                .filter(header -> !header.startsWith(missing + ":"))
                .toArray(String[]::new);

        HttpReply reply = RawHttp.exchange(
                master.url(), "GET /ws?id=" + WORKER + "&token=" + ItTokens.worker(WORKER) + " HTTP/1.1", headers);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().length()).isZero();
    }

    @Test
    void another_method_than_get_is_405() throws IOException {
        HttpReply reply = RawHttp.exchange(
                master.url(),
                "DELETE /ws?id=" + WORKER + "&token=" + ItTokens.worker(WORKER) + " HTTP/1.1",
                RawWebSocket.handshake());

        assertRefused(405, reply);
    }

    @Test
    void refusals_are_counted() throws IOException {
        Operator operator = Operator.of(master);
        double before = operator.metric("mesophyll_authentication_failures_total");

        handshake("/ws?id=" + WORKER + "&token=wrong");

        assertThat(operator.metric("mesophyll_authentication_failures_total")).isGreaterThan(before);
    }

    @Test
    void who_guesses_is_slowed_but_not_who_knows() throws IOException {
        InetAddress guesser = RawHttp.newSource();
        String guess = "GET /ws?id=" + WORKER + "&token=guess HTTP/1.1";
        for (int i = 0; i < 7; i++) {
            RawHttp.exchangeFrom(guesser, master.url(), guess, RawWebSocket.handshake());
        }

        long start = System.nanoTime();
        HttpReply slowed = RawHttp.exchangeFrom(guesser, master.url(), guess, RawWebSocket.handshake());
        Duration guessing = Duration.ofNanos(System.nanoTime() - start);
        HttpReply known = RawHttp.exchangeFrom(
                guesser,
                master.url(),
                "GET /ws?id=" + WORKER + "&token=" + ItTokens.worker(WORKER) + " HTTP/1.1",
                RawWebSocket.handshake());

        assertThat(slowed.status()).isEqualTo(401);
        assertThat(guessing).isGreaterThan(Duration.ofMillis(700)); // the third delay of 0.2 s, 0.4 s, 0.8 s
        assertThat(known.status()).isEqualTo(101);
    }

    private HttpReply handshake(String pathAndQuery, String... more) throws IOException {
        URI url = master.url();
        String[] headers = Stream.concat(Arrays.stream(RawWebSocket.handshake()), Arrays.stream(more))
                .toArray(String[]::new);
        return RawHttp.exchange(url, "GET " + pathAndQuery + " HTTP/1.1", headers);
    }

    private static void assertRefused(int status, HttpReply reply) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().length()).isZero();
    }
}
