package org.mesophyll.client.cli;

import picocli.CommandLine.Command;

/** {@code script}: holds the verb that runs one. */
@Command(
        name = "script",
        description = "Runs scripts for tenants, by JSON-RPC.",
        subcommands = ScriptRunVerb.class,
        footer = {
            "",
            "Example:",
            "  mesophyll-client script run --token-file operator-tokens \\",
            "      --tenant guild:123 hello.lua"
        })
final class ScriptVerbs {}
