package org.mesophyll.web.jsonrpc;

import java.util.Locale;

/** The errors of JSON-RPC: those of its specification, and our own ({@code docs/json-rpc.md}, errors). */
enum RpcCode {
    /** The text is no JSON. */
    PARSE_ERROR(-32700, "Parse error"),
    /** The JSON is no request. */
    INVALID_REQUEST(-32600, "Invalid Request"),
    /** There is no such method. */
    METHOD_NOT_FOUND(-32601, "Method not found"),
    /** The method takes other parameters. */
    INVALID_PARAMS(-32602, "Invalid params"),
    /** The master failed. */
    INTERNAL_ERROR(-32603, "Internal error"),
    /** The caller has not proven who they are. */
    UNAUTHENTICATED(-32001, "Not authenticated"),
    /** The script did not end in time. */
    TIMEOUT(-32002, "Timeout"),
    /** The caller's role does not allow it. */
    FORBIDDEN(-32003, "Forbidden"),
    /** The caller has too many calls under way, or makes them too fast. */
    TOO_MANY_CALLS(-32004, "Too many calls"),
    /** The text is no script of its language. */
    SYNTAX_ERROR(-32010, "Syntax error"),
    /** The script raised an error. */
    SCRIPT_ERROR(-32011, "Script error"),
    /** The script went beyond a limit. */
    LIMIT_EXCEEDED(-32012, "Limit exceeded"),
    /** The script was stopped, such as by a drop of its tenant. */
    STOPPED(-32013, "Stopped"),
    /** The worker refused to run the script. */
    REFUSED(-32014, "Refused"),
    /** The tenant's worker was not connected within the time. */
    NO_WORKER(-32015, "No worker"),
    /** Something on the way is at its bound. */
    BACKPRESSURE(-32016, "Backpressure"),
    /** The worker's connection was lost; the script may have run. */
    LOST(-32017, "Lost"),
    /** The call was cancelled. */
    CANCELLED(-32018, "Cancelled"),
    /** There is no such job, or it is not kept any more. */
    NO_SUCH_JOB(-32019, "No such job"),
    /** The job has not ended. */
    NOT_ENDED(-32020, "Not ended");

    private final int code;
    private final String message;

    RpcCode(int code, String message) {
        this.code = code;
        this.message = message;
    }

    int code() {
        return code;
    }

    String message() {
        return message;
    }

    /** Returns the word for programs, such as {@code no_worker}. */
    String kind() {
        return name().toLowerCase(Locale.ROOT);
    }
}
