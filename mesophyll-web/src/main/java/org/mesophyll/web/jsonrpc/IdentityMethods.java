package org.mesophyll.web.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/** Methods by which callers prove who they are, and learn who they are taken for. */
final class IdentityMethods {
    private final CallerKeys keys;
    private final Runnable onFailure;
    private final LongSupplier nanoClock;

    /**
     * Makes the methods.
     *
     * @param onFailure is told of each proof that is none
     */
    IdentityMethods(CallerKeys keys, Runnable onFailure, LongSupplier nanoClock) {
        this.keys = keys;
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
                        "An object with nonce and sign, the text to be signed.",
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

    private CompletionStage<Json> fetchNonce(RpcSession session, Params params) {
        Nonce nonce = Nonce.next(nanoClock.getAsLong());
        session.expectSignatureOf(nonce);
        return CompletableFuture.completedFuture(JsonMembers.object()
                .with("nonce", nonce.text())
                .with("sign", Nonce.SIGNED_PREFIX + nonce.text())
                .json());
    }

    private CompletionStage<Json> authenticate(RpcSession session, Params params) throws RpcException {
        String key = params.text("key");
        String signature = params.text("signature");
        Optional<Caller> proven = session.takeNonce()
                .filter(nonce -> nonce.isValid(nanoClock.getAsLong()))
                .flatMap(nonce -> keys.verify(key, signature, signed(nonce)));
        if (proven.isEmpty()) {
            onFailure.run();
            throw new RpcException(
                    RpcCode.UNAUTHENTICATED,
                    "no registered key has signed the last nonce of this session; fetch another, for it is used up");
        }
        session.authenticated(proven.get());
        return CompletableFuture.completedFuture(about(proven.get()));
    }

    private static byte[] signed(Nonce nonce) {
        return (Nonce.SIGNED_PREFIX + nonce.text()).getBytes(StandardCharsets.UTF_8);
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
