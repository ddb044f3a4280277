package org.mesophyll.client.cli;

import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code global-kv list}: lists the entries that all tenants share, a line each. */
@Command(
        name = "list",
        description = "Lists all global entries by key, version and scope, with their state of review and their owner.",
        footer = {"", "Example:", "  mesophyll-client global-kv list --token-file operator-tokens --state pending"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class GlobalKvListVerb extends OperatorVerb {
    @Option(names = "--state", paramLabel = "STATE", description = "Only those that are pending, approved or rejected.")
    private @Nullable String state; // filled by picocli

    @Override
    ExitCode run() {
        OperatorApi api = api();
        String filter = state == null ? "" : "&review_state=" + encoded(state);
        Optional<JsonObject> last = page(api, filter);
        while (last.isPresent()) {
            last = page(api, filter + after(last.get()));
        }
        return ExitCode.OK;
    }

    /** Prints a page, and returns its last entry if more follow. */
    private Optional<JsonObject> page(OperatorApi api, String query) {
        JsonObject page = api.get("/global-kv?limit=100" + query).asJsonObject();
        Optional<JsonObject> last = Optional.empty();
        for (JsonObject entry : page.getJsonArray("entries").getValuesAs(JsonObject.class)) {
            print(entry, line(entry));
            last = Optional.of(entry);
        }
        return page.getBoolean("more") ? last : Optional.empty();
    }

    private static String after(JsonObject entry) {
        return "&after_key=" + encoded(entry.getString("key")) + "&after_version=" + entry.getInt("version")
                + "&after_scope=" + encoded(entry.getString("scope"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String line(JsonObject entry) {
        return String.format(
                Locale.ROOT,
                "%s  %d  %s  %s  %s:%s",
                Printable.of(entry.getString("key")),
                entry.getInt("version"),
                Printable.of(entry.getString("scope")),
                entry.getString("review_state"),
                entry.getString("owner_type"),
                entry.getString("owner_id"));
    }
}
