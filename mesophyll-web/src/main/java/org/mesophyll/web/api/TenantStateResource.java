package org.mesophyll.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.TenantStateService;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/** What a tenant has told its worker to remember. */
@Path("tenants/{kind}/{tenant}/state")
@ApplicationScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TenantStateResource {
    @Inject
    private TenantStateService states; // set by the container

    @GET
    public Response get(@PathParam("kind") String kind, @PathParam("tenant") String id) {
        TenantId tenant = PathNames.tenant(kind, id);
        return states.get(tenant)
                .map(state -> Answers.ok(toJson(state)))
                .orElseThrow(() -> ProblemException.of(ProblemKind.NOT_FOUND, tenant + " has no state"));
    }

    @PUT
    public Response put(@PathParam("kind") String kind, @PathParam("tenant") String id, @Nullable RequestBody sent) {
        TenantId tenant = PathNames.tenant(kind, id);
        RequestBody body = RequestBody.of(sent, "events", "data");
        TenantState state = new TenantState(
                body.required("events", TenantStateResource::names), body.required("data", data -> data));
        states.set(tenant, RequestBody.sendable(TenantState.CODEC, state));
        return Response.noContent().build();
    }

    private static Set<String> names(Json json) throws MalformedJsonException {
        List<Json> elements = JsonShape.array(json, "events");
        Set<String> names = new LinkedHashSet<>();
        for (Json element : elements) {
            names.add(JsonShape.text(element, "an element of events"));
        }
        return names;
    }

    private static Json toJson(TenantState state) {
        Json[] events = state.events().stream().map(Json::of).toArray(Json[]::new);
        return JsonMembers.object()
                .with("events", Json.array(events))
                .with("data", state.data())
                .json();
    }
}
