package org.mesophyll.bench.compare;

import java.nio.file.Path;
import org.mesophyll.launcher.ServerKind;

/**
 * Where things are.
 *
 * @param payara the unpacked server; only read
 * @param wildfly the provisioned server; only read
 * @param ear the EAR that ships; only read
 * @param natsServer the program {@code nats-server}
 * @param directory for everything that is written, made when it is missing
 * @param port the HTTP port of Payara; that of WildFly is {@value #BETWEEN} above it
 */
record Places(Path payara, Path wildfly, Path ear, Path natsServer, Path directory, int port) {

    private static final int BETWEEN = 200;

    Places {
        directory = directory.toAbsolutePath();
    }

    Path home(ServerKind kind) {
        return switch (kind) {
            case PAYARA -> payara;
            case WILDFLY -> wildfly;
        };
    }

    int port(ServerKind kind) {
        return switch (kind) {
            case PAYARA -> port;
            case WILDFLY -> port + BETWEEN;
        };
    }
}
