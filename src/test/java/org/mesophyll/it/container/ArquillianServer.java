package org.mesophyll.it.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.mesophyll.it.ItSettings;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.TestServer;
import org.mesophyll.launcher.PayaraDomain;
import org.mesophyll.launcher.ServerKind;
import org.mesophyll.launcher.ServerPorts;

/** Prepares what Arquillian starts, before it does, and tells {@code arquillian.xml} the ports. */
public final class ArquillianServer implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty("mesophyll.it.container-port") == null) {
            return; // the tests without a server
        }
        ServerPorts ports = new ServerPorts(ItSettings.serverKind(), ItSettings.containerPort());
        System.setProperty("mesophyll.it.admin-port", Integer.toString(ports.admin()));
        System.setProperty("mesophyll.it.port-offset", Integer.toString(ports.offset()));
        try {
            writeTokens(ItSettings.directory().resolve("container"));
            if (ports.kind() == ServerKind.PAYARA) {
                writeDomain(ItSettings.serverHome(), ports);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the server for the in-container tests cannot be prepared", failure);
        }
    }

    /** The server inherits the tests' environment; {@code pom.xml} names these files there. */
    private static void writeTokens(Path directory) throws IOException {
        ItTokens.writeWorkerTokens(directory.resolve("worker-tokens"), TestServer.WORKERS);
        ItTokens.writeOperatorTokens(directory.resolve("operator-tokens"));
    }

    private static void writeDomain(Path home, ServerPorts ports) throws IOException {
        Path domains = home.resolve("glassfish").resolve("domains");
        new PayaraDomain(home, domains.resolve("arquillian")).write(ports);
    }
}
