package org.mesophyll.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;

/** An event for every connected worker. */
@Path("broadcast")
@ApplicationScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class BroadcastResource {
    /** In whose name an event goes out when nobody says: no guild has this id. */
    private static final TenantId NOBODY = TenantId.guild(0);

    @Inject
    private Dispatcher dispatcher; // set by the container, like all below

    @Inject
    private MasterSettings settings;

    @Inject
    private AnswerThreads threads;

    @POST
    public void broadcast(@Nullable RequestBody sent, @Suspended AsyncResponse response) {
        RequestBody body = RequestBody.of(sent, "event", "tenant", "timeout_ms");
        Event event = body.event();
        TenantId tenant = body.members().containsKey("tenant") ? body.tenant("tenant") : NOBODY;
        Duration timeout = body.timeout().orElse(settings.defaultTimeout());
        threads.answer(
                response, Dispatching.checked(() -> dispatcher.broadcast(tenant, event, timeout)), OutcomeAnswers::of);
    }
}
