package org.mesophyll.it;

import java.net.URI;
import org.mesophyll.launcher.ServerProcess;

/**
 * The master that the client tests share, as a parameter of a test or of a constructor. Do not stop it: a test that
 * kills or restarts a master starts its own with {@link TestServer#spec}.
 */
public final class Running {

    private final ServerProcess server;

    Running(ServerProcess server) {
        this.server = server;
    }

    /** Returns the root URL, with no slash at its end. */
    public URI url() {
        return server.url();
    }

    /** Returns the URL of a path. */
    public URI url(String path) {
        return server.url().resolve(path);
    }

    /** Returns the URL of the WebSocket endpoint for a worker, its token included. */
    public URI webSocket(int workerId, String token) {
        return URI.create("ws://" + server.url().getAuthority() + "/ws?id=" + workerId + "&token=" + token);
    }

    /** Returns the server's process, to look at its memory or its log. */
    public ServerProcess process() {
        return server;
    }
}
