package org.mesophyll.web.jsonrpc;

/** A call has failed in a way that its caller is told of. */
final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RpcError error;

    RpcException(RpcError error) {
        super(error.code().message(), null, false, false);
        this.error = error;
    }

    RpcException(RpcCode code, String detail) {
        this(RpcError.of(code, detail));
    }

    RpcError error() {
        return error;
    }
}
