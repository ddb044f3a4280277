package org.mesophyll.web.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.JobStatus;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.web.json.PlainJson;

/**
 * How a task ended.
 *
 * @param fields what is written into its hash
 */
record TaskEnd(Map<String, String> fields) {
    TaskEnd {
        fields = Map.copyOf(fields);
    }

    /** Returns the end of a task whose job has ended. */
    static TaskEnd of(JobStatus job) {
        Job.Progress progress = job.progress();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(TaskFields.JOB, job.id().text());
        fields.put("status", progress.state().word());
        fields.put("created", progress.created().toString());
        time(fields, "started", progress.started());
        time(fields, "ended", progress.ended());
        if (progress.result() != null) {
            byte[] json = JsonText.format(PlainJson.of(progress.result()));
            fields.put("output", new String(json, StandardCharsets.UTF_8));
        }
        if (progress.error() != null) {
            fields.put("error", progress.error());
        }
        return new TaskEnd(fields);
    }

    /** Returns the end of a task that could not be made a job. */
    static TaskEnd malformed(String reason, Instant now) {
        return of(JobState.FAILED, reason, now);
    }

    /** Returns the end of a task whose job is not kept any more. */
    static TaskEnd lost(JobId job, Instant now) {
        return of(JobState.LOST, "job " + job + " is not kept any more; it may have run", now);
    }

    private static TaskEnd of(JobState state, String error, Instant now) {
        return new TaskEnd(Map.of("status", state.word(), "error", error, "ended", now.toString()));
    }

    private static void time(Map<String, String> fields, String name, @Nullable Instant when) {
        if (when != null) {
            fields.put(name, when.toString());
        }
    }

    /** Tells nothing of what a script returned. */
    @Override
    public String toString() {
        return "TaskEnd[" + fields.get("status") + "]";
    }
}
