package org.mesophyll.web.worker;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.util.function.Consumer;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.web.guard.ByteBudget;
import org.mesophyll.web.settings.WebSettings;
import org.mesophyll.web.sockets.MessageAssembly;

/** Bounds what all workers' connections together have sent of messages that are not complete. */
@ApplicationScoped
public class WorkerAssemblies {
    @Inject
    private MasterSettings settings; // set by the container, like the next

    @Inject
    private WebSettings web;

    private ByteBudget budget; // made before the first call

    @PostConstruct
    void start() {
        budget = web.receiving().budget(limitOf(Framings.BATCHES));
    }

    /**
     * Starts to receive from a worker.
     *
     * @param refuse closes the connection
     */
    MessageAssembly open(Session session, WorkerId worker, Framing framing, Consumer<CloseReason> refuse) {
        int limit = limitOf(framing);
        session.setMaxBinaryMessageBufferSize(limit);
        session.setMaxTextMessageBufferSize(limit);
        return MessageAssembly.of(session, budget, worker.toString(), limit, refuse);
    }

    private int limitOf(Framing framing) {
        return framing.maxFrameBytes(settings.connection().maxMessageBytes());
    }
}
