package org.mesophyll.web.api;

import java.time.Duration;
import org.mesophyll.master.WorkerStatus;
import org.mesophyll.master.registry.ConnectionStatus;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/** A worker's status in JSON. */
final class WorkerJson {
    private static final double NANOS_PER_MILLI = 1e6;

    private WorkerJson() {}

    static Json of(WorkerStatus status) {
        return JsonMembers.object()
                .with("id", status.worker().value())
                .with("owns_tenants", status.ownsTenants())
                .with("connected", status.connection().isPresent())
                .with("connection", status.connection().map(WorkerJson::of).orElseGet(Json::ofNull))
                .json();
    }

    private static Json of(ConnectionStatus connection) {
        return JsonMembers.object()
                .with(
                        "languages",
                        new Json.Array(connection.languages().stream()
                                .sorted()
                                .map(Json::of)
                                .toList()))
                .with("since", connection.since().toString())
                .with("last_heard", connection.lastHeard().toString())
                .with(
                        "round_trip_ms",
                        connection.roundTrip().map(WorkerJson::millis).orElseGet(Json::ofNull))
                .with("in_flight", connection.inFlight())
                .with("queued_messages", connection.queuedMessages())
                .with("queued_bytes", connection.queuedBytes())
                .with("sent", connection.sent())
                .with("received", connection.received())
                .with("answered", connection.answered())
                .with("unmatched", connection.unmatched())
                .with("malformed", connection.malformed())
                .with("refused", connection.refused())
                .json();
    }

    private static Json millis(Duration duration) {
        return Json.of(duration.toNanos() / NANOS_PER_MILLI);
    }
}
