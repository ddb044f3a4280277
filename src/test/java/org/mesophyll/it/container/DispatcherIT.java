package org.mesophyll.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.WorkerConnected;
import org.mesophyll.master.WorkerGone;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Value;

/** The API that other components of the application inject, in a real container. */
@ExtendWith(ArquillianExtension.class)
class DispatcherIT {
    private static final WorkerId WORKER = new WorkerId(0);
    private static final TenantId TENANT = TenantId.guild(1);
    private static final Event EVENT = Event.of("Greet", Value.of("hello"));
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Inject
    private Dispatcher dispatcher;

    @EJB
    private Dispatcher sameDispatcher;

    @Inject
    private ConnectionRegistry registry;

    @Inject
    private Observer observer;

    @Deployment
    static EnterpriseArchive ear() {
        return EarUnderTest.with(DispatcherIT.class, Observer.class, EchoWire.class);
    }

    @Test
    void an_event_is_answered_and_its_worker_is_heard_to_come_and_go() throws InterruptedException {
        assertInstanceOf(DispatchOutcome.NotConnected.class, sameDispatcher.dispatchAndWait(TENANT, EVENT, TIMEOUT));
        EchoWire wire = new EchoWire();
        WorkerConnection connection = registry.connect(WORKER, wire);
        wire.answerTo(connection);

        DispatchOutcome outcome = dispatcher.dispatchAndWait(TENANT, EVENT, TIMEOUT);

        assertEquals(new DispatchOutcome.Answered(Value.of("echo")), outcome);
        assertEquals(new WorkerConnected(WORKER), observer.next());
        connection.close(CloseReason.DISCONNECTED);
        assertEquals(new WorkerGone(WORKER, CloseReason.DISCONNECTED), observer.next());
        assertTrue(dispatcher.worker(WORKER).isPresent());
    }

    /** The container's way through an enterprise bean would wrap it, on one server and not on the other. */
    @Test
    void who_injects_the_dispatcher_calls_the_master_itself() {
        Duration tooLong = Duration.ofDays(400);

        assertThrows(IllegalArgumentException.class, () -> dispatcher.dispatch(TENANT, EVENT, tooLong));
        assertEquals(sameDispatcher.ownerOf(TENANT), dispatcher.ownerOf(TENANT));
    }

    /** Hears what the master tells the application. */
    @ApplicationScoped
    static class Observer {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

        void onConnected(@Observes WorkerConnected event) {
            heard.add(event);
        }

        void onGone(@Observes WorkerGone event) {
            heard.add(event);
        }

        Object next() throws InterruptedException {
            return Objects.requireNonNull(heard.poll(10, TimeUnit.SECONDS), "no event within 10 s");
        }
    }

    /** A worker at the end of a wire, which answers every event with the same text. */
    static final class EchoWire implements Wire {
        private final BlockingQueue<WorkerConnection> connection = new LinkedBlockingQueue<>();

        void answerTo(WorkerConnection answered) {
            connection.add(answered);
        }

        @Override
        public Framing framing() {
            return Framings.SINGLE;
        }

        @Override
        public void send(ByteBuffer frame, SendCallback sent) {
            sent.sent();
            try {
                ServerMessage message = ServerMessage.CODEC.decode(frame, DecodeLimits.DEFAULT);
                if (message instanceof ServerMessage.DispatchEvent event && event.requestId() != null) {
                    connection
                            .element()
                            .onFrame(ByteBuffer.wrap(ClientMessage.CODEC.encode(new ClientMessage.DispatchResponse(
                                    event.requestId(), new DispatchResult.Ok(Value.of("echo"))))));
                }
            } catch (MalformedMessageException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void ping(ByteBuffer payload) {
            connection.forEach(answered -> answered.onPong(payload));
        }

        @Override
        public void close(int code, String reason) {
            connection.forEach(answered -> answered.onClosed(CloseReason.byPeer(code)));
        }

        @Override
        public void abort() {
            connection.clear();
        }
    }
}
