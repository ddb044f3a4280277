package org.mesophyll.it.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** A worker that beats and reads nothing after Hello. One thread uses it. */
public final class StalledWorker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StalledWorker.class.getName());

    /** How many characters an event of {@link #sendUntilRefused} carries. */
    public static final int PAYLOAD = 700_000;

    private static final int SMALL_BUFFER = 4096;
    private static final int MOST_SENDS = 400;
    private static final int MOST_CONNECTIONS = 5;
    private static final int ACCEPTED = 202;
    private static final int NOT_CONNECTED = 503;
    private static final String LARGE =
            "{\"event\":{\"name\":\"Large\",\"data\":{\"raw\":\"" + "x".repeat(PAYLOAD) + "\"}}}";

    private final Running master;
    private final int worker;
    private RawWebSocket socket; // confined to the test's thread

    private StalledWorker(Running master, int worker) throws IOException, MalformedMessageException {
        this.master = master;
        this.worker = worker;
        this.socket = open(master, worker);
    }

    /** Connects it. */
    public static StalledWorker connect(Running master, int worker) throws IOException, MalformedMessageException {
        return new StalledWorker(master, worker);
    }

    private static RawWebSocket open(Running master, int worker) throws IOException, MalformedMessageException {
        RawWebSocket socket = RawWebSocket.open(master.webSocket(worker, ItTokens.worker(worker)), SMALL_BUFFER);
        socket.read();
        return socket;
    }

    /**
     * Dispatches large events to one of its tenants until the master refuses one, and returns that reply. A master that is
     * slower to fill the outbox than the write deadline disconnects the worker first. Then the worker connects again, because
     * a master that has done it once is quicker.
     */
    public HttpReply sendUntilRefused(Operator operator, TenantId tenant)
            throws IOException, MalformedMessageException {
        HttpReply reply = sendWhileAccepted(operator, tenant);
        for (int connections = 1; connections < MOST_CONNECTIONS && reply.status() == NOT_CONNECTED; connections++) {
            socket.close();
            socket = open(master, worker);
            reply = sendWhileAccepted(operator, tenant);
        }
        return reply;
    }

    private HttpReply sendWhileAccepted(Operator operator, TenantId tenant) throws IOException {
        String path = Operator.path(tenant, "dispatch-without-answer");
        HttpReply reply = operator.post(path, LARGE);
        for (int sends = 1; sends < MOST_SENDS && reply.status() == ACCEPTED; sends++) {
            beat();
            reply = operator.post(path, LARGE);
        }
        return reply;
    }

    /** Shows that the worker is alive, unless the master has closed the connection. */
    public void beat() throws IOException {
        try {
            socket.beat();
        } catch (SocketException closed) {
            LOG.log(Level.DEBUG, "the master has closed the connection of worker {0}", worker);
        }
    }

    /** Closes the socket without a close frame. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
