package org.mesophyll.master.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/**
 * Keeps jobs.
 *
 * <p>Safe for use by any number of threads; blocks while the database works. Each call is a transaction of its own, and a write that
 * has returned survives the end of the process. Each throws {@link StateUnavailableException} if the database does not do its part: a
 * write may nevertheless have been made, and every write may be repeated.
 *
 * <p>A job belongs to a run of the master, which {@link #beginRun} numbers. A write of a run has no effect on the job of a later one.
 */
public final class JobStore {
    private static final int MOST_ERROR = 65_536;
    private static final int MOST_RESULT_BYTES = 1 << 20;
    private static final int MOST_LISTED_ERROR = 1_024;
    private static final String SELECT =
            "select " + JobRows.STATUS_COLUMNS + ", error from script_job where job_id = ?";
    private static final String SELECT_WITH_RESULT =
            "select " + JobRows.STATUS_COLUMNS + ", error, result from script_job where job_id = ?";
    private static final String SELECT_WHOLE =
            "select " + JobRows.STATUS_COLUMNS + ", error, result, code, event from script_job where job_id = ?";
    private static final String SELECT_LISTED = "select " + JobRows.STATUS_COLUMNS + ", substring(error from 1 for "
            + MOST_LISTED_ERROR + ") as error from script_job ";
    private static final String UNFINISHED = "select job_id, tenant_kind, tenant_id, timeout_ms, run_again, state,"
            + " char_length(code) + octet_length(event) as bytes from script_job where ended_us is null and owner_run <= ?"
            + " and job_id in (";
    private static final String LOST = "the master ended while the script ran; it may have run";

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

    /** Begins a run, and returns its number, which is greater than those of all runs before. */
    public long beginRun() {
        return transactions.write(sql -> {
            int[] unused = sql.changeEach("update master_run set run = run + 1", List.of(List.of()));
            return sql.first("select run from master_run", List.of(), row -> row.getLong("run"))
                    .orElseThrow(() -> new IllegalStateException("the table master_run has no row"));
        });
    }

    /** Keeps a new job, which belongs to a run; no effect if it is kept already. */
    public void add(Job job, long run) {
        List<?> row = Arrays.asList(
                job.id().text(),
                TenantColumns.kind(job.tenant()),
                job.tenant().id(),
                job.by(),
                job.name(),
                job.code(),
                job.encodedEvent(),
                job.timeout().toMillis(),
                job.language(),
                job.runAgain(),
                job.progress().state().word(),
                Micros.of(job.progress().created()),
                run);
        int[] unused = transactions.write(sql -> isKept(sql, job.id())
                ? new int[0]
                : sql.changeEach(
                        "insert into script_job (job_id, tenant_kind, tenant_id, requested_by, script_name, code, event,"
                                + " timeout_ms, script_language, run_again, state, created_us, owner_run) values ("
                                + Sql.marks(row.size()) + ")",
                        List.of(row)));
    }

    private static boolean isKept(Sql sql, JobId job) {
        return sql.first("select 1 from script_job where job_id = ?", List.of(job.text()), row -> true)
                .orElse(false);
    }

    /**
     * Marks a job as handed to its worker, and returns it with its code and event; empty if it has ended or is another run's. Has the
     * same effect if it is marked already.
     */
    public Optional<Job> start(JobId job, long run, Instant now) {
        return transactions.write(sql -> {
            int[] marked = sql.changeEach(
                    "update script_job set state = ?, started_us = ? where job_id = ? and ended_us is null and owner_run = ?",
                    List.of(List.of(JobState.RUNNING.word(), Micros.of(now), job.text(), run)));
            return marked[0] == 0 ? Optional.<Job>empty() : sql.first(SELECT_WHOLE, List.of(job.text()), JobRows::job);
        });
    }

    /** Marks a job as waiting again, because its worker did not begin it; returns whether it was marked as running. */
    public boolean reset(JobId job, long run) {
        return change(
                "update script_job set state = ?, started_us = null where job_id = ? and state = ? and owner_run = ?",
                List.of(JobState.PENDING.word(), job.text(), JobState.RUNNING.word(), run));
    }

    /**
     * Keeps the end of a job; returns whether it had not ended before. One whose result is too large to be kept has failed.
     *
     * @param error why there is no result, or null; a long one is cut
     */
    public boolean end(
            JobId job, long run, JobState state, @Nullable Value result, @Nullable String error, Instant now) {
        byte[] bytes = result == null ? null : Value.CODEC.encode(result);
        if (bytes != null && bytes.length > MOST_RESULT_BYTES) {
            String reason = "the result is " + bytes.length + " bytes, the limit of a job is " + MOST_RESULT_BYTES;
            return end(job, run, JobState.FAILED, null, reason, now);
        }
        return change(
                "update script_job set state = ?, result = ?, error = ?, ended_us = ?"
                        + " where job_id = ? and ended_us is null and owner_run = ?",
                Arrays.asList(state.word(), bytes, storable(error), Micros.of(now), job.text(), run));
    }

    /** Returns the names of unfinished jobs in a state, whosever they are, in their order, after one or from the first. */
    public List<JobId> unfinished(JobState state, @Nullable JobId after, int most) {
        return transactions.read(
                sql -> sql.rows( // from the index alone: some databases read a whole row for anything else
                        "select job_id from script_job where state = ? and job_id > ? order by job_id fetch first ? rows only",
                        List.of(state.word(), after == null ? "" : after.text(), most),
                        row -> new JobId(row.getString("job_id"))));
    }

    /**
     * Takes over those of the jobs that have not ended and belong to this run or an earlier one. What waits, or may run twice, waits
     * now; what ran is lost.
     *
     * @return those that wait
     */
    public List<UnfinishedJob> adopt(List<JobId> jobs, long run, Instant now) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        List<Object> parameters = new ArrayList<>(List.of(run));
        jobs.forEach(job -> parameters.add(job.text()));
        return transactions.write(sql -> {
            List<JobRows.Left> left =
                    sql.rows(UNFINISHED + Sql.marks(jobs.size()) + ") order by job_id", parameters, JobRows::left);
            List<JobRows.Left> waiting =
                    left.stream().filter(JobRows.Left::mayRun).toList();
            List<JobRows.Left> lost =
                    left.stream().filter(each -> !each.mayRun()).toList();
            changeAll(
                    sql,
                    "update script_job set owner_run = ?, state = ?, started_us = null where job_id = ? and ended_us is null",
                    waiting,
                    id -> List.of(run, JobState.PENDING.word(), id));
            changeAll(
                    sql,
                    "update script_job set owner_run = ?, state = ?, error = ?, ended_us = ?"
                            + " where job_id = ? and ended_us is null",
                    lost,
                    id -> List.of(run, JobState.LOST.word(), LOST, Micros.of(now), id));
            return waiting.stream().map(JobRows.Left::job).toList();
        });
    }

    private static void changeAll(
            Sql sql, String statement, List<JobRows.Left> jobs, Function<String, List<?>> parameters) {
        if (!jobs.isEmpty()) {
            int[] unused = sql.changeEach(
                    statement,
                    jobs.stream()
                            .map(each -> parameters.apply(each.job().id().text()))
                            .toList());
        }
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

    /** Cuts an error that is too long, and takes out the character that PostgreSQL has no room for. */
    private static @Nullable String storable(@Nullable String text) {
        String cut = cut(text, MOST_ERROR);
        return cut == null ? null : cut.replace('\0', ' ');
    }

    /** Cuts a text between two characters. */
    private static @Nullable String cut(@Nullable String text, int most) {
        if (text == null) {
            return null;
        }
        int end = Math.min(text.length(), most);
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Returns a job without its result, if it is kept. */
    public Optional<JobStatus> find(JobId job) {
        return transactions.read(sql ->
                sql.first(SELECT, List.of(job.text()), row -> JobRows.status(row, row.getString("error"), null)));
    }

    /** Returns a job with its result, if it is kept. */
    public Optional<JobStatus> findWithResult(JobId job) {
        return transactions.read(sql -> sql.first(
                SELECT_WITH_RESULT,
                List.of(job.text()),
                row -> JobRows.status(row, row.getString("error"), JobRows.result(row))));
    }

    /** Returns jobs without their results, the newest first; errors of more than {@value #MOST_LISTED_ERROR} characters are cut. */
    public List<JobStatus> list(Search search) {
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
        return transactions.read(sql -> sql.rows(
                SELECT_LISTED + where + "order by job_id desc fetch first ? rows only",
                parameters,
                row -> JobRows.status(row, cut(row.getString("error"), MOST_LISTED_ERROR), null)));
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
}
