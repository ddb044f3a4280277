package org.mesophyll.client.cli;

import picocli.CommandLine.Command;

/** {@code jobs}: holds the verbs of scripts that run without anybody waiting. */
@Command(
        name = "jobs",
        description = "Looks after scripts that run without anybody waiting (script run --job).",
        subcommands = {JobListVerb.class, JobGetVerb.class, JobResultVerb.class, JobLogsVerb.class, JobCancelVerb.class
        },
        footer = {
            "",
            "Examples:",
            "  mesophyll-client jobs list --token-file operator-tokens --state running",
            "  mesophyll-client jobs result --token-file operator-tokens \\",
            "      019aa8f2c3d41b2e5f60718293a4b5c6 --timeout 5m"
        })
final class JobVerbs {}
