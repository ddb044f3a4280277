package org.mesophyll.it;

import java.nio.file.Path;
import org.mesophyll.launcher.ServerKind;

/** What the build tells the integration tests, by system properties that {@code pom.xml} sets. */
public final class ItSettings {

    private ItSettings() {}

    /** Returns the server that the tests run on. */
    public static ServerKind serverKind() {
        return ServerKind.parse(required("mesophyll.server"));
    }

    /** Returns the unpacked or provisioned server. */
    public static Path serverHome() {
        return Path.of(required("mesophyll.server.home"));
    }

    /** Returns the very EAR that ships. */
    public static Path ear() {
        return Path.of(required("mesophyll.ear"));
    }

    /** Returns the directory for everything that the tests write. */
    public static Path directory() {
        return Path.of(required("mesophyll.it.directory"));
    }

    /** Returns the HTTP port of the server that Arquillian starts. */
    public static int containerPort() {
        return Integer.parseInt(required("mesophyll.it.container-port"));
    }

    /** Returns the HTTP port of the server that the client tests share; tests that start more count up from it. */
    public static int clientPort() {
        return Integer.parseInt(required("mesophyll.it.client-port"));
    }

    private static String required(String name) {
        String value = System.getProperty(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("the system property " + name + " is missing; run this by Maven");
        }
        return value;
    }
}
