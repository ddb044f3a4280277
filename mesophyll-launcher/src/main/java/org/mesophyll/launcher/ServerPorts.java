package org.mesophyll.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ports of one server, all on the loopback interface. They keep the distances of the server's defaults, so that the
 * HTTP port alone names them.
 *
 * @param kind the server
 * @param http the port of the application, {@value #LOWEST} to {@value #HIGHEST}
 */
public record ServerPorts(ServerKind kind, int http) {

    static final int LOWEST = 4000;
    static final int HIGHEST = 60_000;

    private static final int DEFAULT_HTTP = 8080;
    private static final int DEFAULT_PAYARA_ADMIN = 4848;
    private static final int DEFAULT_WILDFLY_HTTPS = 8443;
    private static final int DEFAULT_WILDFLY_MANAGEMENT = 9990;

    public ServerPorts {
        if (http < LOWEST || http > HIGHEST) {
            throw new IllegalArgumentException("HTTP port is " + http + ", allowed are " + LOWEST + " to " + HIGHEST);
        }
    }

    /** Returns what is added to each of the server's default ports; may be negative. */
    public int offset() {
        return http - DEFAULT_HTTP;
    }

    /** Returns the port of the server's own administration. */
    public int admin() {
        int usual = switch (kind) {
            case PAYARA -> DEFAULT_PAYARA_ADMIN;
            case WILDFLY -> DEFAULT_WILDFLY_MANAGEMENT;
        };
        return usual + offset();
    }

    /**
     * Refuses to go on when another process listens on one of the ports.
     *
     * @throws PortInUseException with the port and its use
     */
    public void requireFree() {
        used().forEach((port, use) -> {
            if (!isFree(port)) {
                throw new PortInUseException(port, use);
            }
        });
    }

    private Map<Integer, String> used() {
        Map<Integer, String> used = new LinkedHashMap<>();
        used.put(http, "HTTP");
        used.put(admin(), "the administration of the server");
        if (kind == ServerKind.WILDFLY) {
            used.put(DEFAULT_WILDFLY_HTTPS + offset(), "HTTPS");
        }
        return used;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
