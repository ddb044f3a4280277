package org.mesophyll.client.cli;

import picocli.CommandLine.Command;

/** {@code global-kv}: holds the verbs of the entries that all tenants share. */
@Command(
        name = "global-kv",
        description = "Lists and reviews global entries, as the staff.",
        subcommands = {GlobalKvListVerb.class, GlobalKvReviewVerb.class},
        footer = {
            "",
            "Examples:",
            "  mesophyll-client global-kv list --token-file operator-tokens --state pending",
            "  mesophyll-client global-kv review --token-file operator-tokens \\",
            "      --scope shop greeter 1 approved"
        })
final class GlobalKvVerbs {}
