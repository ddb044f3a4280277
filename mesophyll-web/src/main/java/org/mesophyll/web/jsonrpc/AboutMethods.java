package org.mesophyll.web.jsonrpc;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/** Methods that say who calls, and what can be called. */
final class AboutMethods {
    private static final String OPENRPC = "1.3.2";

    private final List<RpcMethod> others;

    /** Describes methods, and those of its own. */
    AboutMethods(List<RpcMethod> others) {
        this.others = List.copyOf(others);
    }

    List<RpcMethod> all() {
        return List.of(
                new RpcMethod(
                        "rpc.discover",
                        "Describes this service by OpenRPC.",
                        Access.OPEN,
                        List.of(),
                        "An OpenRPC document.",
                        this::discover),
                new RpcMethod(
                        "whoami",
                        "Says who the caller has proven to be.",
                        Access.VIEWER,
                        List.of(),
                        "An object with name and role.",
                        AboutMethods::whoami));
    }

    private CompletionStage<Json> discover(RpcSession session, Params params) {
        List<Json> descriptors = Stream.concat(others.stream(), all().stream())
                .map(RpcMethod::descriptor)
                .toList();
        return CompletableFuture.completedFuture(JsonMembers.object()
                .with("openrpc", OPENRPC)
                .with(
                        "info",
                        JsonMembers.object()
                                .with("title", "Mesophyll")
                                .with("version", "1")
                                .json())
                .with("methods", new Json.Array(descriptors))
                .json());
    }

    private static CompletionStage<Json> whoami(RpcSession session, Params params) throws RpcException {
        Caller caller = session.caller().orElseThrow(() -> new RpcException(RpcCode.UNAUTHENTICATED, "nobody"));
        return CompletableFuture.completedFuture(JsonMembers.object()
                .with("name", caller.name())
                .with("role", caller.role().lowerCaseName())
                .json());
    }
}
