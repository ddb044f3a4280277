package org.mesophyll.it.container;

import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import org.mesophyll.mesh.websocket.WebSocketWire;

/** Echoes, and lets its sessions time out; it stands beside the endpoint of the workers. */
@ServerEndpoint("/idle")
public class IdleEndpoint {
    static final long IDLE_MILLIS = 3_000;

    @OnOpen
    public void onOpen(Session session) {
        var unused = new WebSocketWire(session);
        session.setMaxIdleTimeout(IDLE_MILLIS);
    }

    @OnMessage
    public String onText(String text) {
        return text;
    }
}
