package org.mesophyll.client.cli;

import picocli.CommandLine.Command;

/** {@code state}: holds the verbs of a tenant's state. */
@Command(
        name = "state",
        description = "Reads and writes what a tenant has told its worker to remember.",
        subcommands = {StateGetVerb.class, StateSetVerb.class},
        footer = {
            "",
            "Examples:",
            "  mesophyll-client state set --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --event MessageCreate --data '{}'",
            "  mesophyll-client state get --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123"
        })
final class StateVerbs {}
