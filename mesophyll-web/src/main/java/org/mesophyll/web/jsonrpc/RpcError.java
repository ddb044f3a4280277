package org.mesophyll.web.jsonrpc;

import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/**
 * The error of a call.
 *
 * @param data more about it: an object with {@code kind} and whatever else the code has
 */
record RpcError(RpcCode code, Json data) {
    /** Returns an error about which there is something to say to people. */
    static RpcError of(RpcCode code, String detail) {
        return new RpcError(code, about(code).with("detail", detail).json());
    }

    /** Starts an error's data. */
    static JsonMembers about(RpcCode code) {
        return JsonMembers.object().with("kind", code.kind());
    }

    Json json() {
        return JsonMembers.object()
                .with("code", code.code())
                .with("message", code.message())
                .with("data", data)
                .json();
    }
}
