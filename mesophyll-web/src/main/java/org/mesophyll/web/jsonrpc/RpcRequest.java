package org.mesophyll.web.jsonrpc;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.value.Json;

/**
 * One request object, read as the specification's section 4 says.
 *
 * @param id what the answer must carry: a string, a number or null; or Java's null for a notification
 * @param params an array, an object, or Java's null if there are none
 */
record RpcRequest(
        @Nullable Json id, String method, @Nullable Json params) {
    private static final String VERSION = "2.0";

    /**
     * Reads a request.
     *
     * @throws RpcException if it is none
     */
    static RpcRequest of(Json json) throws RpcException {
        if (!(json instanceof Json.Members object)) {
            throw new RpcException(RpcCode.INVALID_REQUEST, "a request is an object");
        }
        Map<String, Json> members = object.members();
        if (!(members.get("jsonrpc") instanceof Json.Text version)
                || !version.value().equals(VERSION)) {
            throw new RpcException(RpcCode.INVALID_REQUEST, "jsonrpc must be \"2.0\"");
        }
        if (!(members.get("method") instanceof Json.Text method)) {
            throw new RpcException(RpcCode.INVALID_REQUEST, "method must be a string");
        }
        Json id = members.get("id");
        if (id != null && !isId(id)) {
            throw new RpcException(RpcCode.INVALID_REQUEST, "id must be a string, a number or null");
        }
        Json params = members.get("params");
        if (params != null && !(params instanceof Json.Array) && !(params instanceof Json.Members)) {
            throw new RpcException(RpcCode.INVALID_REQUEST, "params must be an array or an object");
        }
        return new RpcRequest(id, method.value(), params);
    }

    /** Returns the id of what may be no request; null if that cannot be told. */
    static Json idOf(Json json) {
        Json id = json instanceof Json.Members object ? object.members().get("id") : null;
        return id != null && isId(id) ? id : Json.ofNull();
    }

    boolean isNotification() {
        return id == null;
    }

    private static boolean isId(Json json) {
        return json instanceof Json.Text
                || json instanceof Json.Int
                || json instanceof Json.LargeInt
                || json instanceof Json.Float64
                || json instanceof Json.Null;
    }
}
