package org.mesophyll.web.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.ManualTimer;
import org.mesophyll.web.api.Role;
import org.mesophyll.web.guard.FailureThrottle;
import org.mesophyll.web.guard.SlowProofs;
import org.mesophyll.web.guard.Stranger;
import org.mesophyll.web.guard.ThrottleSettings;
import org.mesophyll.web.json.JsonMembers;

class IdentityMethodsTest {
    private final KeyPair ann = keyPair();
    private final KeyPair stranger = keyPair();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();
    private final ManualTimer timer = new ManualTimer();
    private final FailureThrottle throttle = new FailureThrottle(ThrottleSettings.DEFAULT, nanos::get);
    private final IdentityMethods methods = new IdentityMethods(
            CallerKeys.parse(List.of("# who", "", "viewer ann " + x509(ann), "operator bob " + raw(keyPair()))),
            new ServerNames(List.of("https://master.example", "https://other.example:8443")),
            () -> new SlowProofs(throttle, timer),
            failures::incrementAndGet,
            nanos::get);
    private final RpcSession session = session("master.example", null);

    private RpcSession session(String host, @Nullable String loopbackOrigin) {
        return new RpcSession(
                new CallBudget(9, 9, nanos::get),
                new CallBudget(9, 9, nanos::get),
                null,
                new Stranger("192.0.2.1", host, loopbackOrigin));
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void what_is_signed_names_the_server_that_the_caller_asked_for() throws Exception {
        assertThat(fetch()).startsWith("mesophyll-json-rpc:https://master.example:");
        assertThat(textOf(fetchNonce(session("other.example:8443", null)), "origin"))
                .isEqualTo("https://other.example:8443");
        assertThat(textOf(fetchNonce(session("evil.example", null)), "origin")).isEqualTo("https://master.example");
    }

    @Test
    void a_signature_for_another_server_is_worth_nothing() throws Exception {
        String text = fetch();
        String relayed = text.replace("https://master.example", "https://evil.example");

        assertRefused(raw(ann), sign(ann, relayed));
    }

    @Test
    void without_a_name_it_takes_signatures_on_its_own_machine_only() throws Exception {
        ServerNames unnamed = new ServerNames(List.of());

        assertThat(unnamed.nameFor(new Stranger("127.0.0.1", "localhost:8080", "http://localhost:8080")))
                .contains("http://localhost:8080");
        assertThat(unnamed.nameFor(new Stranger("192.0.2.1", "master.example", null)))
                .isEmpty();
    }

    @Test
    void wrong_signatures_are_answered_later_and_later() throws Exception {
        for (int i = 0; i < ThrottleSettings.DEFAULT.freeFailures(); i++) {
            assertRefused(raw(ann), sign(stranger, fetch()));
        }

        CompletableFuture<Json> slowed = tryOut(raw(ann), sign(stranger, fetch()));

        assertThat(slowed).isNotDone();
        assertThat(timer.delays()).containsExactly(ThrottleSettings.DEFAULT.firstDelay());
        timer.fireAll();
        assertThat(slowed).isCompletedExceptionally();
        assertThat(throttle.delayedAnswers()).isZero();
    }

    @Test
    void a_signed_nonce_proves_who_the_caller_is() throws Exception {
        authenticate(raw(ann), sign(ann, fetch()));

        assertThat(session.caller()).contains(new Caller("key:ann", Role.VIEWER));
        assertThat(failures).hasValue(0);
    }

    @Test
    void takes_a_key_in_its_x509_form_too() throws Exception {
        authenticate(x509(ann), sign(ann, fetch()));

        assertThat(session.caller()).isPresent();
    }

    @Test
    void a_nonce_is_good_once() throws Exception {
        String text = fetch();
        String signature = sign(ann, text);
        assertRefused(raw(ann), sign(ann, text + "x"));

        assertRefused(raw(ann), signature);

        assertThat(failures).hasValue(2);
    }

    @Test
    void a_nonce_is_good_for_five_minutes_and_only_the_last() throws Exception {
        String first = fetch();
        String second = fetch();
        assertRefused(raw(ann), sign(ann, first));

        String third = fetch();
        nanos.addAndGet(Nonce.VALID.toNanos());
        assertRefused(raw(ann), sign(ann, third));

        assertThat(second).isNotEqualTo(third);
    }

    @Test
    void knows_no_strangers_and_no_signatures_of_others() throws Exception {
        assertRefused(raw(stranger), sign(stranger, fetch()));
        assertRefused(raw(ann), sign(stranger, fetch()));
        String unused = fetch();
        assertRefused("no base64!", "none");
        unused = fetch();
        assertRefused(raw(ann), Base64.getEncoder().encodeToString(new byte[3]));

        assertThat(unused).startsWith("mesophyll-json-rpc:");
    }

    @Test
    void refuses_a_key_file_of_another_form_by_its_line() {
        assertThatThrownBy(() -> CallerKeys.parse(List.of("", "operator ann")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2 of the key file must be `role name key`");
        assertThatThrownBy(() -> CallerKeys.parse(List.of("operator ann AAAA")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 1 of the key file has no Ed25519 key");
    }

    private String fetch() throws RpcException {
        return textOf(fetchNonce(session), "sign");
    }

    private Json fetchNonce(RpcSession by) throws RpcException {
        return call(by, "fetch_nonce", JsonMembers.object().json()).join();
    }

    private static String textOf(Json object, String member) {
        return ((Json.Members) object).members().get(member) instanceof Json.Text text ? text.value() : "";
    }

    private void authenticate(String key, String signature) throws RpcException {
        try {
            var unused = tryOut(key, signature).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RpcException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private CompletableFuture<Json> tryOut(String key, String signature) throws RpcException {
        return call(
                session,
                "authenticate",
                JsonMembers.object()
                        .with("key", key)
                        .with("signature", signature)
                        .json());
    }

    private void assertRefused(String key, String signature) {
        assertThatThrownBy(() -> authenticate(key, signature))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(RpcCode.UNAUTHENTICATED));
        assertThat(session.caller()).isEmpty();
    }

    private CompletableFuture<Json> call(RpcSession by, String name, Json params) throws RpcException {
        RpcMethod method = methods.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return method.handler().call(by, Params.of(params, method.params())).toCompletableFuture();
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }

    private static String sign(KeyPair pair, String text) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signer.sign());
    }

    private static String x509(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    private static String raw(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }
}
