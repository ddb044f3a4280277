package org.mesophyll.web.jsonrpc;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/** The method that says what can be called. */
final class AboutMethods {
    private static final String OPENRPC = "1.3.2";

    private final List<RpcMethod> others;

    /** Describes methods, and those of its own. */
    AboutMethods(List<RpcMethod> others) {
        this.others = List.copyOf(others);
    }

    List<RpcMethod> all() {
        return List.of(new RpcMethod(
                "rpc.discover",
                "Describes this service by OpenRPC.",
                Access.OPEN,
                List.of(),
                "An OpenRPC document.",
                this::discover));
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
}
