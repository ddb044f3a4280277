package org.mesophyll.client.cli;

import org.mesophyll.client.MasterUrl;
import picocli.CommandLine.Option;

/** Where the master is. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class MasterOption {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:MESOPHYLL_URL:-http://localhost:8080}",
            description = {"The master's root (env MESOPHYLL_URL).", "Default: http://localhost:8080"})
    private String url; // filled by picocli

    /** Returns the URL as it was given. */
    String url() {
        return url;
    }

    /**
     * Returns the master.
     *
     * @throws IllegalArgumentException if the URL is none of a master
     */
    MasterUrl master() {
        return MasterUrl.parse(url);
    }
}
