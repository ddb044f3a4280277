package org.mesophyll.master.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/**
 * Keeps jobs.
 *
 * <p>Safe for use by any number of threads; blocks while the database works. Each call is a transaction of its own, and a write that
 * has returned survives the end of the process. Each throws {@link StateUnavailableException} if the database does not do its part.
 */
public final class JobStore {
    private static final int MOST_ERROR = 65_536;
    private static final int MOST_RESULT_BYTES = 1 << 20;
    private static final String COLUMNS =
            "job_id, tenant_kind, tenant_id, requested_by, script_name, code, event, timeout_ms,"
                    + " script_language, run_again, state, created_us, started_us, ended_us, result, error";
    private static final String SELECT = "select " + COLUMNS + " from script_job ";

    private final SqlTransactions transactions;

    JobStore(SqlTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Which jobs are looked for.
     *
     * @param tenant of this one only, or null
     * @param state in this state only, or null
     * @param before made before this one, or null for the newest
     * @param most how many there may be
     */
    public record Search(
            @Nullable TenantId tenant,
            @Nullable JobState state,
            @Nullable JobId before,
            int most) {}

    /**
     * Keeps a new job.
     *
     * @throws ValueTooLargeException if its event is larger than a job's may be
     */
    public void add(Job job) {
        byte[] event = Event.CODEC.encode(job.event());
        if (event.length > Job.MOST_EVENT_BYTES) {
            throw new ValueTooLargeException("a job's event", event.length, Job.MOST_EVENT_BYTES);
        }
        List<?> row = Arrays.asList(
                job.id().text(),
                TenantColumns.kind(job.tenant()),
                job.tenant().id(),
                job.by(),
                job.name(),
                job.code(),
                event,
                job.timeout().toMillis(),
                job.language(),
                job.runAgain(),
                job.progress().state().word(),
                Micros.of(job.progress().created()));
        change(
                "insert into script_job (job_id, tenant_kind, tenant_id, requested_by, script_name, code, event, timeout_ms,"
                        + " script_language, run_again, state, created_us) values (" + Sql.marks(row.size()) + ")",
                row);
    }

    /** Takes note that a pending job is handed to its worker; returns whether it was pending. */
    public boolean start(JobId job, Instant now) {
        return change(
                "update script_job set state = ?, started_us = ? where job_id = ? and state = ?",
                List.of(JobState.RUNNING.word(), Micros.of(now), job.text(), JobState.PENDING.word()));
    }

    /** Takes note that a job is to be run anew; returns whether it was running. */
    public boolean reset(JobId job) {
        return change(
                "update script_job set state = ?, started_us = null where job_id = ? and state = ?",
                List.of(JobState.PENDING.word(), job.text(), JobState.RUNNING.word()));
    }

    /**
     * Takes note that a job has ended; returns whether it had not before. One whose result is too large to be kept has failed.
     *
     * @param error why there is no result, or null; a long one is cut
     */
    public boolean end(JobId job, JobState state, @Nullable Value result, @Nullable String error, Instant now) {
        byte[] bytes = result == null ? null : Value.CODEC.encode(result);
        if (bytes != null && bytes.length > MOST_RESULT_BYTES) {
            String reason = "the result is " + bytes.length + " bytes, the limit of a job is " + MOST_RESULT_BYTES;
            return end(job, JobState.FAILED, null, reason, now);
        }
        return change(
                "update script_job set state = ?, result = ?, error = ?, ended_us = ? where job_id = ? and ended_us is null",
                Arrays.asList(state.word(), bytes, storable(error), Micros.of(now), job.text()));
    }

    /** Keeps what a job's script has logged. */
    public void keepLines(JobId job, ScriptLog.Page lines) {
        boolean unused = change("update script_job set lines = ? where job_id = ?", List.of(lines.text(), job.text()));
    }

    /** Returns what a job's script has logged, if it has ended, is kept, and has logged anything. */
    public Optional<ScriptLog.Page> lines(JobId job) {
        return transactions.read(sql -> sql.first(
                "select lines from script_job where job_id = ? and lines is not null",
                List.of(job.text()),
                row -> ScriptLog.Page.parse(row.getString("lines"))));
    }

    /** Cuts a text between two characters, and takes out the one that PostgreSQL has no room for. */
    private static @Nullable String storable(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int end = Math.min(text.length(), MOST_ERROR);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end).replace('\0', ' ');
    }

    /** Returns a job, if it is kept. */
    public Optional<Job> find(JobId job) {
        return transactions.read(sql -> sql.first(SELECT + "where job_id = ?", List.of(job.text()), JobStore::job));
    }

    /** Returns jobs, the newest first. */
    public List<Job> list(Search search) {
        List<String> conditions = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        TenantId tenant = search.tenant();
        if (tenant != null) {
            conditions.add("tenant_kind = ? and tenant_id = ?");
            parameters.addAll(List.of(TenantColumns.kind(tenant), tenant.id()));
        }
        JobState state = search.state();
        if (state != null) {
            conditions.add("state = ?");
            parameters.add(state.word());
        }
        JobId before = search.before();
        if (before != null) {
            conditions.add("job_id < ?");
            parameters.add(before.text());
        }
        String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions) + " ";
        parameters.add(search.most());
        return transactions.read(sql ->
                sql.rows(SELECT + where + "order by job_id desc fetch first ? rows only", parameters, JobStore::job));
    }

    /** Returns the jobs that have not ended, the oldest first. */
    public List<Job> unfinished() {
        return transactions.read(sql -> sql.rows(
                SELECT + "where state in (?, ?) order by job_id",
                List.of(JobState.PENDING.word(), JobState.RUNNING.word()),
                JobStore::job));
    }

    /** Forgets the jobs that ended before a time; returns how many there were. */
    public int purge(Instant endedBefore) {
        return transactions
                .write(sql -> sql.changeEach(
                        "delete from script_job where ended_us < ?", List.of(List.of(Micros.of(endedBefore)))))[0];
    }

    private boolean change(String statement, List<?> parameters) {
        return transactions.write(sql -> sql.changeEach(statement, List.of(parameters)))[0] > 0;
    }

    private static Job job(ResultSet row) throws SQLException {
        byte[] result = row.getBytes("result");
        return new Job(
                new JobId(row.getString("job_id")),
                TenantColumns.tenant(row.getShort("tenant_kind"), row.getLong("tenant_id")),
                row.getString("requested_by"),
                row.getString("script_name"),
                row.getString("code"),
                Stored.decode(Event.CODEC, row.getBytes("event")),
                Duration.ofMillis(row.getLong("timeout_ms")),
                row.getString("script_language"),
                row.getBoolean("run_again"),
                new Job.Progress(
                        JobState.of(row.getString("state")),
                        Micros.toInstant(row.getLong("created_us")),
                        instant(row, "started_us"),
                        instant(row, "ended_us"),
                        result == null ? null : Stored.decode(Value.CODEC, result),
                        row.getString("error")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.toInstant(micros);
    }
}
