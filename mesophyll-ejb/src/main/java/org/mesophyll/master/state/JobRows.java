package org.mesophyll.master.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

/** Reads rows of {@code script_job}. */
final class JobRows {
    static final String STATUS_COLUMNS = "job_id, tenant_kind, tenant_id, requested_by, script_name, timeout_ms,"
            + " script_language, run_again, state, created_us, started_us, ended_us";

    private JobRows() {}

    /**
     * An unfinished job as it was found.
     *
     * @param mayRun whether it waits, or ran and may run twice
     */
    record Left(UnfinishedJob job, boolean mayRun) {}

    static Left left(ResultSet row) throws SQLException {
        UnfinishedJob job = new UnfinishedJob(
                new JobId(row.getString("job_id")),
                TenantColumns.tenant(row.getShort("tenant_kind"), row.getLong("tenant_id")),
                Duration.ofMillis(row.getLong("timeout_ms")),
                row.getLong("bytes"));
        boolean waits = JobState.of(row.getString("state")) == JobState.PENDING;
        return new Left(job, waits || row.getBoolean("run_again"));
    }

    static Job job(ResultSet row) throws SQLException {
        JobStatus status = status(row, row.getString("error"), result(row));
        return new Job(
                status.id(),
                status.tenant(),
                status.by(),
                status.name(),
                row.getString("code"),
                Stored.decode(Event.CODEC, row.getBytes("event")),
                status.timeout(),
                status.language(),
                status.runAgain(),
                status.progress());
    }

    static JobStatus status(ResultSet row, @Nullable String error, @Nullable Value result) throws SQLException {
        return new JobStatus(
                new JobId(row.getString("job_id")),
                TenantColumns.tenant(row.getShort("tenant_kind"), row.getLong("tenant_id")),
                row.getString("requested_by"),
                row.getString("script_name"),
                Duration.ofMillis(row.getLong("timeout_ms")),
                row.getString("script_language"),
                row.getBoolean("run_again"),
                new Job.Progress(
                        JobState.of(row.getString("state")),
                        Micros.toInstant(row.getLong("created_us")),
                        instant(row, "started_us"),
                        instant(row, "ended_us"),
                        result,
                        error));
    }

    static @Nullable Value result(ResultSet row) throws SQLException {
        byte[] result = row.getBytes("result");
        return result == null ? null : Stored.decode(Value.CODEC, result);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.toInstant(micros);
    }
}
