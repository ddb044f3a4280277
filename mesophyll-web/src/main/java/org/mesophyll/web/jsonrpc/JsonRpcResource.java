package org.mesophyll.web.jsonrpc;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.web.api.AnswerThreads;

/**
 * {@code POST /rpc} with JSON: one message, one answer; its thread is free while a worker is at work. Open to all, for JSON-RPC says
 * by its own errors what a caller may not.
 */
@Path("")
@ApplicationScoped
@PermitAll
@Consumes(MediaType.APPLICATION_JSON)
public class JsonRpcResource {
    @Inject
    private RpcServer server; // set by the container, like all below

    @Inject
    private AnswerThreads threads;

    @POST
    public void call(@Nullable InputStream body, @Context SecurityContext security, @Suspended AsyncResponse response)
            throws IOException {
        byte[] message = body == null ? new byte[0] : body.readAllBytes();
        threads.answer(response, server.post(message, security.getUserPrincipal()), JsonRpcResource::render);
    }

    private static Response render(Optional<byte[]> answer) {
        return answer.map(json ->
                        Response.ok(json, MediaType.APPLICATION_JSON_TYPE).build())
                .orElseGet(() -> Response.noContent().build());
    }
}
