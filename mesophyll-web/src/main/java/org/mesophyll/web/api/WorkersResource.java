package org.mesophyll.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.WorkerAdministration;
import org.mesophyll.master.WorkerStatus;
import org.mesophyll.master.registry.WorkerToken;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/** The workers: who they are, how they do, and their tokens. */
@Path("workers")
@ApplicationScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class WorkersResource {
    @Inject
    private Dispatcher dispatcher; // set by the container, like all below

    @Inject
    private WorkerAdministration administration;

    @GET
    public Response list() {
        Json[] workers = dispatcher.workers().stream().map(WorkerJson::of).toArray(Json[]::new);
        return Answers.ok(
                JsonMembers.object().with("workers", Json.array(workers)).json());
    }

    @GET
    @Path("{id}")
    public Response one(@PathParam("id") String id) {
        return dispatcher
                .worker(PathNames.worker(id))
                .map(status -> Answers.ok(WorkerJson.of(status)))
                .orElseThrow(() -> missing(id));
    }

    /** Registers a worker; its token is in this answer and in no other. */
    @POST
    public Response create(@Nullable RequestBody body, @Context UriInfo uri) {
        WorkerId worker = workerIn(RequestBody.of(body, "id"));
        WorkerToken token = administration
                .register(worker)
                .orElseThrow(() -> ProblemException.of(
                        ProblemKind.ALREADY_REGISTERED,
                        "worker " + worker + " is registered; POST to its token for a new one"));
        Response.ResponseBuilder answer = Response.created(
                uri.getAbsolutePathBuilder().path(worker.toString()).build());
        return Answers.json(answer, shown(worker, token));
    }

    /** Gives a worker a new token, shown this once; the old one stays valid for a while. */
    @POST
    @Path("{id}/token")
    public Response rotate(@PathParam("id") String id, @Nullable RequestBody body) {
        RequestBody.of(body);
        WorkerId worker = known(id);
        WorkerToken token = administration.rotate(worker).orElseThrow(() -> notManaged(worker));
        return Answers.ok(shown(worker, token));
    }

    /** Revokes a worker's tokens and ends its connection. */
    @DELETE
    @Path("{id}")
    public Response revoke(@PathParam("id") String id) {
        WorkerId worker = known(id);
        if (!administration.revoke(worker)) {
            throw notManaged(worker);
        }
        return Response.noContent().build();
    }

    /** Ends a worker's connection; it may come back. */
    @POST
    @Path("{id}/disconnect")
    public Response disconnect(@PathParam("id") String id, @Nullable RequestBody body) {
        RequestBody.of(body);
        WorkerId worker = known(id);
        if (!administration.disconnect(worker)) {
            throw ProblemException.of(ProblemKind.NOT_CONNECTED, "worker " + worker + " is not connected");
        }
        return Response.noContent().build();
    }

    private WorkerId known(String id) {
        return dispatcher.worker(PathNames.worker(id)).map(WorkerStatus::worker).orElseThrow(() -> missing(id));
    }

    private static WorkerId workerIn(RequestBody body) {
        long id = body.required("id", json -> JsonShape.integer(json, "id"));
        if (id < 0 || id > WorkerId.MAX_VALUE) {
            throw RequestBody.bad("id must be 0 to " + WorkerId.MAX_VALUE);
        }
        return new WorkerId((int) id);
    }

    private static Json shown(WorkerId worker, WorkerToken token) {
        return JsonMembers.object()
                .with("id", worker.value())
                .with("token", token.text())
                .json();
    }

    private static ProblemException missing(String id) {
        return ProblemException.of(ProblemKind.NOT_FOUND, "worker " + PathNames.worker(id) + " is not registered");
    }

    private static ProblemException notManaged(WorkerId worker) {
        return ProblemException.of(
                ProblemKind.TOKEN_NOT_MANAGED,
                "worker " + worker + "'s token comes from the settings and changes with them only");
    }
}
