package org.mesophyll.bench.master;

import java.nio.file.Path;
import org.mesophyll.launcher.ServerKind;
import picocli.CommandLine.Option;

/** The options of a command that say which server it measures. */
public final class ServerOptions {
    @Option(names = "--server", required = true, paramLabel = "KIND", description = "payara or wildfly")
    private String server = "";

    @Option(names = "--home", required = true, paramLabel = "DIR", description = "the unpacked or provisioned server")
    private Path home = Path.of("");

    @Option(names = "--ear", required = true, paramLabel = "FILE", description = "the EAR; it stays as it is")
    private Path ear = Path.of("");

    /**
     * Returns the server.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public ServerKind kind() {
        return ServerKind.parse(server);
    }

    public Path home() {
        return home;
    }

    public Path ear() {
        return ear;
    }
}
