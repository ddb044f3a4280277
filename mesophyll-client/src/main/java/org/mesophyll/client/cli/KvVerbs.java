package org.mesophyll.client.cli;

import picocli.CommandLine.Command;

/** {@code kv}: holds the verbs of the key-value store. */
@Command(
        name = "kv",
        description = "Reads and writes a tenant's key-value store, as the worker that owns the tenant.",
        subcommands = {KvGetVerb.class, KvSetVerb.class, KvDeleteVerb.class, KvFindVerb.class, KvScopesVerb.class},
        footer = {
            "",
            "Examples:",
            "  mesophyll-client kv set --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --scope a greeting --text hello",
            "  mesophyll-client kv get --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --scope a greeting"
        })
final class KvVerbs {}
