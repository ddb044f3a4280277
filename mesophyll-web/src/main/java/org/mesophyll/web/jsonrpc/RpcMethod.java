package org.mesophyll.web.jsonrpc;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/**
 * A method of JSON-RPC.
 *
 * @param meaning a sentence
 * @param params in the order of their positions
 * @param result what the result is, in a sentence
 */
record RpcMethod(String name, String meaning, Access access, List<Param> params, String result, Handler handler) {
    RpcMethod {
        params = List.copyOf(params);
    }

    /** Does what a method is for; on the thread that reads the session, so it must not block. */
    interface Handler {
        /**
         * Begins a call.
         *
         * @return the result; may end with a {@link RpcException}
         * @throws RpcException if it has failed already
         */
        CompletionStage<Json> call(RpcSession session, Params params) throws RpcException;
    }

    /** Returns it as OpenRPC's method object. */
    Json descriptor() {
        return JsonMembers.object()
                .with("name", name)
                .with("summary", meaning)
                .with("paramStructure", "either")
                .with(
                        "params",
                        new Json.Array(params.stream().map(Param::descriptor).toList()))
                .with(
                        "result",
                        JsonMembers.object()
                                .with("name", "result")
                                .with("description", result)
                                .with("schema", Json.of(true))
                                .json())
                .json();
    }
}
