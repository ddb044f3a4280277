package org.mesophyll.web.jsonrpc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.logs.TooManyReadersException;
import org.mesophyll.master.scripts.Jobs;
import org.mesophyll.master.scripts.ScriptTask;
import org.mesophyll.master.scripts.TooManyJobsException;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.JobStatus;
import org.mesophyll.master.state.JobStore;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;
import org.mesophyll.web.json.JsonMembers;
import org.mesophyll.web.json.PlainJson;

/** Methods for scripts that run without anybody waiting for them. */
final class JobMethods {
    static final Param JOB = Param.required("job", "string", "The job's name.");
    private static final int USUAL_PAGE = 50;
    private static final int MOST_OF_A_PAGE = 500;
    /** A page has no more bytes than this, except a page of one larger job. */
    static final int MOST_BYTES_OF_A_PAGE = 256 * 1024;

    private final Jobs jobs;
    private final ScriptMethods scripts;
    private final Clock clock;

    JobMethods(Jobs jobs, ScriptMethods scripts, Clock clock) {
        this.jobs = jobs;
        this.scripts = scripts;
        this.clock = clock;
    }

    List<RpcMethod> all() {
        List<Param> createParams = new ArrayList<>(ScriptMethods.PARAMS);
        createParams.add(
                Param.optional("run_again", "boolean", "Whether it is run again if the master ends while it runs."));
        return List.of(
                new RpcMethod(
                        "job.create",
                        "Keeps a script and runs it, without anybody waiting for it.",
                        Access.OPERATOR,
                        createParams,
                        "An object with the name of the job, which is in the database now.",
                        this::create),
                new RpcMethod(
                        "job.get", "Says how far a job has come.", Access.VIEWER, List.of(JOB), "The job.", this::get),
                new RpcMethod(
                        "job.list",
                        "Lists jobs, the newest first, a page at a time; an error of more than 1024 characters is cut.",
                        Access.VIEWER,
                        List.of(
                                Param.optional("tenant", "string", "Of this one only."),
                                Param.optional("state", "string", "In this state only."),
                                Param.optional("before", "string", "Those made before this job: the last page's next."),
                                Param.optional(
                                        "limit",
                                        "integer",
                                        "How many at most, 1 to 500, of 256 KiB together; 50 if it is not said.")),
                        "An object with jobs, and next if there may be more.",
                        this::list),
                new RpcMethod(
                        "job.cancel",
                        "Cancels a job.",
                        Access.OPERATOR,
                        List.of(JOB),
                        "An object with cancelled: false if it had ended.",
                        this::cancel),
                new RpcMethod(
                        "job.result",
                        "Brings what a job's script has returned.",
                        Access.VIEWER,
                        List.of(JOB, LongWait.param("its end")),
                        "What the script returned, as plain JSON; or the error that it ended with.",
                        this::result));
    }

    private CompletionStage<Json> create(RpcSession session, Params params) throws RpcException {
        ScriptTask task = scripts.task(session, params);
        boolean runAgain = params.optional("run_again", json -> JsonShape.flag(json, "run_again"))
                .orElse(false);
        Job job;
        try {
            job = task.job(runAgain, clock.instant());
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcCode.INVALID_PARAMS, String.valueOf(e.getMessage()));
        }
        return bounded(() -> jobs.create(job))
                .thenApply(id -> JsonMembers.object().with("job", id.text()).json());
    }

    private CompletionStage<Json> get(RpcSession session, Params params) throws RpcException {
        return found(job(params)).thenApply(JobMethods::json);
    }

    private CompletionStage<Json> list(RpcSession session, Params params) throws RpcException {
        int most = params.optional("limit", json -> page(JsonShape.integer(json, "limit")))
                .orElse(USUAL_PAGE);
        JobStore.Search search = new JobStore.Search(
                params.optional("tenant", json -> TenantId.parse(JsonShape.text(json, "tenant")))
                        .orElse(null),
                params.optional("state", json -> JobState.of(JsonShape.text(json, "state")))
                        .orElse(null),
                params.optional("before", json -> new JobId(JsonShape.text(json, "before")))
                        .orElse(null),
                most);
        return bounded(() -> jobs.list(search)).thenApply(found -> page(found, most));
    }

    /** Returns as many of the found jobs as a page has room for, and the last of them as next if there may be more. */
    static Json page(List<JobStatus> found, int most) {
        List<Json> shown = new ArrayList<>();
        long bytes = 0;
        for (JobStatus job : found) {
            Json json = json(job);
            bytes += JsonText.format(json).length;
            if (bytes > MOST_BYTES_OF_A_PAGE && !shown.isEmpty()) {
                break;
            }
            shown.add(json);
        }
        JsonMembers page = JsonMembers.object().with("jobs", new Json.Array(shown));
        if (shown.size() < found.size() || shown.size() == most) {
            page.with("next", found.get(shown.size() - 1).id().text());
        }
        return page.json();
    }

    private static int page(long limit) {
        if (limit < 1 || limit > MOST_OF_A_PAGE) {
            throw new IllegalArgumentException("limit is 1 to " + MOST_OF_A_PAGE + ": " + limit);
        }
        return (int) limit;
    }

    private CompletionStage<Json> cancel(RpcSession session, Params params) throws RpcException {
        JobId id = job(params);
        return found(id)
                .thenCompose(job -> jobs.cancel(id))
                .thenApply(done -> JsonMembers.object().with("cancelled", done).json());
    }

    private CompletionStage<Json> result(RpcSession session, Params params) throws RpcException {
        JobId id = job(params);
        Duration wait = LongWait.of(params);
        return jobs.await(id, wait)
                .thenCompose(ended -> {
                    try {
                        return foundBy(() -> jobs.findWithResult(id));
                    } catch (RpcException e) {
                        return CompletableFuture.failedFuture(e);
                    }
                })
                .thenCompose(JobMethods::answer);
    }

    private static CompletionStage<Json> answer(JobStatus job) {
        Value result = job.progress().result();
        if (job.progress().state() == JobState.COMPLETED && result != null) {
            return CompletableFuture.completedFuture(PlainJson.of(result));
        }
        return CompletableFuture.failedFuture(new RpcException(errorOf(job)));
    }

    private static RpcError errorOf(JobStatus job) {
        JobState state = job.progress().state();
        if (!state.isEnd()) {
            return new RpcError(
                    RpcCode.NOT_ENDED,
                    RpcError.about(RpcCode.NOT_ENDED)
                            .with("job", job.id().text())
                            .with("state", state.word())
                            .json());
        }
        String error = job.progress().error();
        String detail = error == null ? "" : error;
        Optional<ScriptError> ofScript = ScriptError.parse(detail);
        if (ofScript.isPresent()) {
            return ScriptErrors.of(job.id(), ofScript.get());
        }
        return ScriptErrors.of(job.id(), codeOf(state), detail);
    }

    private static RpcCode codeOf(JobState state) {
        return switch (state) {
            case PENDING, RUNNING, COMPLETED -> throw new IllegalArgumentException("no error: " + state);
            case FAILED -> RpcCode.REFUSED;
            case TIMED_OUT -> RpcCode.TIMEOUT;
            case CANCELLED -> RpcCode.CANCELLED;
            case LOST -> RpcCode.LOST;
        };
    }

    /** Reads which job is meant. */
    static JobId job(Params params) throws RpcException {
        return params.required("job", json -> new JobId(JsonShape.text(json, "job")));
    }

    /** Returns a job without its result, or the error that there is none. */
    CompletionStage<JobStatus> found(JobId id) throws RpcException {
        return foundBy(() -> jobs.find(id));
    }

    private static CompletionStage<JobStatus> foundBy(Supplier<CompletionStage<Optional<JobStatus>>> question)
            throws RpcException {
        return bounded(question)
                .thenCompose(job -> job.<CompletionStage<JobStatus>>map(CompletableFuture::completedFuture)
                        .orElseGet(() -> CompletableFuture.failedFuture(new RpcException(
                                RpcCode.NO_SUCH_JOB, "there is none of this name, or it is not kept any more"))));
    }

    static <T> CompletionStage<T> bounded(Supplier<CompletionStage<T>> call) throws RpcException {
        try {
            return call.get();
        } catch (TooManyJobsException | TooManyReadersException e) {
            throw new RpcException(RpcCode.BACKPRESSURE, String.valueOf(e.getMessage()));
        }
    }

    private static Json json(JobStatus job) {
        Job.Progress progress = job.progress();
        JsonMembers members = JsonMembers.object()
                .with("job", job.id().text())
                .with("tenant", job.tenant().toString())
                .with("by", job.by())
                .with("name", job.name())
                .with("state", progress.state().word())
                .with("timeout", job.timeout().toMillis())
                .with("run_again", job.runAgain())
                .with("created_at", progress.created().toString());
        String language = job.language();
        if (language != null) {
            members.with("language", language);
        }
        time(members, "started_at", progress.started());
        time(members, "ended_at", progress.ended());
        String error = progress.error();
        return (error == null ? members : members.with("error", error)).json();
    }

    private static void time(JsonMembers members, String name, @Nullable Instant when) {
        if (when != null) {
            members.with(name, when.toString());
        }
    }
}
