package org.mesophyll.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatch;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.scripts.ScriptRunner;
import org.mesophyll.master.scripts.ScriptTask;
import org.mesophyll.master.state.JobId;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Json;

/** What operators ask of the worker that owns a tenant. */
@Path("tenants/{kind}/{tenant}")
@ApplicationScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TenantsResource {
    private static final String TIMEOUT = "timeout_ms";

    @Inject
    private Dispatcher dispatcher; // set by the container, like all below

    @Inject
    private ScriptRunner scripts;

    @Inject
    private MasterSettings settings;

    @Inject
    private AnswerThreads threads;

    @POST
    @Path("dispatch")
    public void dispatch(
            @PathParam("kind") String kind,
            @PathParam("tenant") String id,
            @Nullable RequestBody sent,
            @Suspended AsyncResponse response) {
        TenantId tenant = PathNames.tenant(kind, id);
        RequestBody body = RequestBody.of(sent, "event", TIMEOUT);
        Event event = body.event();
        answer(response, () -> dispatcher.dispatch(tenant, event, timeoutOf(body)));
    }

    @POST
    @Path("dispatch-without-answer")
    public Response dispatchWithoutAnswer(
            @PathParam("kind") String kind, @PathParam("tenant") String id, @Nullable RequestBody sent) {
        TenantId tenant = PathNames.tenant(kind, id);
        Event event = RequestBody.of(sent, "event").event();
        return OutcomeAnswers.of(Dispatching.checked(() -> dispatcher.dispatchWithoutAnswer(tenant, event)));
    }

    @POST
    @Path("run-script")
    public void runScript(
            @PathParam("kind") String kind,
            @PathParam("tenant") String id,
            @Nullable RequestBody sent,
            @Context SecurityContext security,
            @Suspended AsyncResponse response) {
        TenantId tenant = PathNames.tenant(kind, id);
        RequestBody body = RequestBody.of(sent, "name", "code", "event", TIMEOUT);
        String name = body.text("name");
        String code = body.text("code");
        Event event = body.members().containsKey("event") ? body.event() : Event.of(name, Json.ofNull());
        JobId job = JobId.next(Clock.systemUTC().instant());
        String by = security.getUserPrincipal().getName();
        answer(
                response,
                () -> scripts.runNow(new ScriptTask(job, by, tenant, name, code, event, timeoutOf(body), null)));
    }

    @POST
    @Path("drop")
    public void drop(
            @PathParam("kind") String kind,
            @PathParam("tenant") String id,
            @Nullable RequestBody sent,
            @Suspended AsyncResponse response) {
        TenantId tenant = PathNames.tenant(kind, id);
        RequestBody body = RequestBody.of(sent, TIMEOUT);
        answer(response, () -> dispatcher.drop(tenant, timeoutOf(body)));
    }

    private Duration timeoutOf(RequestBody body) {
        return body.timeout().orElse(settings.defaultTimeout());
    }

    private void answer(AsyncResponse response, Supplier<Dispatch> request) {
        threads.answer(response, Dispatching.checked(request).outcome(), OutcomeAnswers::of);
    }
}
