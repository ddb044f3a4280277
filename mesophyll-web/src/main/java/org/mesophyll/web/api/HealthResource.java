package org.mesophyll.web.api;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.state.KvService;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.web.json.JsonMembers;

/** Whether the master lives, and whether it can do its work; open to everyone, and tells nothing else. */
@Path("health")
@PermitAll
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
    private static final Logger LOG = System.getLogger(HealthResource.class.getName());

    /** A tenant without records, so that asking for them costs one look into an index. */
    private static final TenantId NOBODY = TenantId.guild(0);

    @Inject
    private Dispatcher dispatcher; // set by the container, like all below

    @Inject
    private KvService records;

    @GET
    @Path("live")
    public Response live() {
        return Answers.ok(JsonMembers.object().with("status", "up").json());
    }

    @GET
    @Path("ready")
    public Response ready() {
        boolean master = works("master", () -> dispatcher.ownerOf(NOBODY));
        boolean database = works("database", () -> records.listScopes(NOBODY));
        Response.Status status = master && database ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE;
        return Answers.json(
                Response.status(status),
                JsonMembers.object()
                        .with("status", word(master && database))
                        .with("master", word(master))
                        .with("database", word(database))
                        .json());
    }

    private static boolean works(String part, Runnable probe) {
        try {
            probe.run();
            return true;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "not ready: the " + part + " does not answer", e);
            return false;
        }
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
