package org.mesophyll.master.scripts;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.mesophyll.master.LogText;

/**
 * Writes a line for each script that was run to the log {@value #LOGGER}: who ran what for whom, and how it ended; never the code, and
 * nothing of what it answered.
 */
public final class ScriptAudit {
    /** The name of the log, which a server's configuration can send to a file of its own. */
    public static final String LOGGER = "org.mesophyll.audit";

    private static final System.Logger LOG = System.getLogger(LOGGER);

    void ended(ScriptTask task, ScriptOutcome outcome, Duration after) {
        LOG.log(
                Level.INFO,
                () -> "script job=" + task.id() + " by=" + LogText.safe(task.by()) + " tenant=" + task.tenant()
                        + " name=" + LogText.safe(task.name()) + " sha256=" + sha256(task.code()) + " outcome="
                        + word(outcome) + " ms=" + after.toMillis());
    }

    private static String word(ScriptOutcome outcome) {
        String kind = outcome.kind().name().toLowerCase(Locale.ROOT);
        return outcome instanceof ScriptOutcome.Failed failed
                ? kind + ":" + failed.error().kind().name().toLowerCase(Locale.ROOT)
                : kind;
    }

    private static String sha256(String code) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(code.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
