package org.mesophyll.web.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.guard.SlowProofs;
import org.mesophyll.web.guard.Stranger;
import org.mesophyll.web.json.JsonMembers;

/** Methods by which callers prove who they are, and learn who they are taken for. */
final class IdentityMethods {
    private static final int LONGEST_PROOF = 256; // characters of a key or a signature
    private static final String UNKNOWN_SOURCE = "unknown";

    private final CallerKeys keys;
    private final ServerNames names;
    private final Supplier<SlowProofs> slow;
    private final Runnable onFailure;
    private final LongSupplier nanoClock;

    /**
     * Makes the methods.
     *
     * @param slow slows those who guess
     * @param onFailure is told of each proof that is none
     */
    IdentityMethods(
            CallerKeys keys, ServerNames names, Supplier<SlowProofs> slow, Runnable onFailure, LongSupplier nanoClock) {
        this.keys = keys;
        this.names = names;
        this.slow = slow;
        this.onFailure = onFailure;
        this.nanoClock = nanoClock;
    }

    List<RpcMethod> all() {
        return List.of(
                new RpcMethod(
                        "fetch_nonce",
                        "Returns what the caller has to sign: good once, for five minutes, in this session.",
                        Access.OPEN,
                        List.of(),
                        "An object with nonce, origin, which must be the URL that the caller has connected to, and sign, the text"
                                + " to be signed.",
                        this::fetchNonce),
                new RpcMethod(
                        "authenticate",
                        "Proves who the caller is by an Ed25519 signature of the text of fetch_nonce.",
                        Access.OPEN,
                        List.of(
                                Param.required("key", "string", "The public key, in base64."),
                                Param.required("signature", "string", "The signature, in base64.")),
                        "An object with name and role.",
                        this::authenticate),
                new RpcMethod(
                        "whoami",
                        "Says who the caller has proven to be.",
                        Access.VIEWER,
                        List.of(),
                        "An object with name and role.",
                        IdentityMethods::whoami));
    }

    private CompletionStage<Json> fetchNonce(RpcSession session, Params params) throws RpcException {
        Stranger stranger = session.stranger()
                .orElseThrow(() -> new RpcException(
                        RpcCode.INVALID_REQUEST, "only WebSocket sessions that began without a token have a nonce"));
        String origin = names.nameFor(stranger)
                .orElseThrow(
                        () -> new RpcException(
                                RpcCode.UNAUTHENTICATED,
                                "this master does not know its own URL, which callers have to sign: set mesophyll.json-rpc.origins"));
        Nonce nonce = Nonce.next(origin, nanoClock.getAsLong());
        session.expectSignatureOf(nonce);
        return CompletableFuture.completedFuture(JsonMembers.object()
                .with("nonce", nonce.text())
                .with("origin", nonce.origin())
                .with("sign", nonce.signed())
                .json());
    }

    private CompletionStage<Json> authenticate(RpcSession session, Params params) throws RpcException {
        String key = params.text("key");
        String signature = params.text("signature");
        if (key.length() > LONGEST_PROOF || signature.length() > LONGEST_PROOF) {
            throw new RpcException(
                    RpcCode.INVALID_PARAMS, "key and signature have at most " + LONGEST_PROOF + " characters");
        }
        Optional<Nonce> nonce = session.takeNonce();
        String address = session.stranger().map(Stranger::address).orElse(UNKNOWN_SOURCE);
        CompletionStage<Optional<Caller>> proven = slow.get()
                .check(
                        address,
                        key,
                        () -> nonce.filter(expected -> expected.isValid(nanoClock.getAsLong()))
                                .flatMap(expected -> keys.verify(key, signature, signed(expected))));
        return proven.thenCompose(caller -> caller.isPresent() ? welcome(session, caller.get()) : refuse());
    }

    private static CompletionStage<Json> welcome(RpcSession session, Caller caller) {
        session.authenticated(caller);
        return CompletableFuture.completedFuture(about(caller));
    }

    private CompletionStage<Json> refuse() {
        onFailure.run();
        return CompletableFuture.failedFuture(new RpcException(
                RpcCode.UNAUTHENTICATED,
                "no registered key has signed the last nonce of this session; fetch another, for it is used up"));
    }

    private static byte[] signed(Nonce nonce) {
        return nonce.signed().getBytes(StandardCharsets.UTF_8);
    }

    private static CompletionStage<Json> whoami(RpcSession session, Params params) throws RpcException {
        Caller caller = session.caller().orElseThrow(() -> new RpcException(RpcCode.UNAUTHENTICATED, "nobody"));
        return CompletableFuture.completedFuture(about(caller));
    }

    private static Json about(Caller caller) {
        return JsonMembers.object()
                .with("name", caller.name())
                .with("role", caller.role().lowerCaseName())
                .json();
    }
}
