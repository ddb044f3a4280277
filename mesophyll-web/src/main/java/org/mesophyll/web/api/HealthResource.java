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
import java.util.function.BooleanSupplier;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.state.DatabaseProbe;
import org.mesophyll.mesh.work.RareLog;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.web.json.JsonMembers;

/**
 * Whether the master lives, and whether it can do its work; open to everyone, and tells nothing else. Anyone may ask as often as they
 * like: the database is asked once a second at most, and never for what a tenant keeps.
 */
@Path("health")
@PermitAll
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
    private static final Logger LOG = System.getLogger(HealthResource.class.getName());

    private static final TenantId ANYBODY = TenantId.guild(0);
    private static final RareLog NOT_READY = new RareLog(LOG, System::nanoTime);

    @Inject
    private Dispatcher dispatcher; // set by the container, like all below

    @Inject
    private DatabaseProbe probe;

    @GET
    @Path("live")
    public Response live() {
        return Answers.ok(JsonMembers.object().with("status", "up").json());
    }

    @GET
    @Path("ready")
    public Response ready() {
        boolean master = isUp(() -> dispatcher.ownerOf(ANYBODY) != null);
        boolean database = isUp(probe::isUp);
        if (!master || !database) {
            NOT_READY.warn(() -> "not ready: the master is " + word(master) + ", the database is " + word(database));
        }
        Response.Status status = master && database ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE;
        return Answers.json(
                Response.status(status),
                JsonMembers.object()
                        .with("status", word(master && database))
                        .with("master", word(master))
                        .with("database", word(database))
                        .json());
    }

    private static boolean isUp(BooleanSupplier probe) {
        try {
            return probe.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a part of the master does not answer", e);
            return false;
        }
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
