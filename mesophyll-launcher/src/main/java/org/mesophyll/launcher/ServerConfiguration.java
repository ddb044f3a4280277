package org.mesophyll.launcher;

import java.io.IOException;
import java.util.List;

/** What differs between the servers. */
interface ServerConfiguration {

    /**
     * Writes the instance's configuration anew and returns the command that runs the server in one JVM, with no
     * process around it.
     *
     * @throws IOException when the home is not a server of this kind or the instance cannot be written
     */
    List<String> prepare() throws IOException, InterruptedException;

    /** Returns what the server logs when it cannot deploy the EAR. */
    String deploymentFailure();

    /** Returns what the server reads from its standard input at the start; may be empty. */
    String input();

    static ServerConfiguration of(ServerSpec spec) {
        return switch (spec.kind()) {
            case PAYARA -> new PayaraConfiguration(spec);
            case WILDFLY -> new WildFlyConfiguration(spec);
        };
    }
}
