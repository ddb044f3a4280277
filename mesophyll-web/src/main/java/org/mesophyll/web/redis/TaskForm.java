package org.mesophyll.web.redis;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobStatus;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.web.json.EventJson;
import org.mesophyll.web.scripts.ScriptForm;

/** Makes a job of what a task's hash says. */
final class TaskForm {
    private static final String CALLER = "redis:";

    private final ScriptForm form;
    private final Clock clock;

    TaskForm(ScriptForm form, Clock clock) {
        this.form = form;
        this.clock = clock;
    }

    /** Says whether a job was made of a task; another's result is not for whoever names its job. */
    static boolean isOfTask(JobStatus job) {
        return job.by().startsWith(CALLER);
    }

    /**
     * Makes a job.
     *
     * @throws MalformedTaskException if the fields are not what they have to be
     */
    Job job(JobId id, String queue, TaskFields fields) throws MalformedTaskException {
        try {
            return form.task(
                            id,
                            CALLER + queue,
                            TenantId.parse(fields.required(TaskFields.TENANT)),
                            fields.text(TaskFields.NAME).orElse(null),
                            fields.required(TaskFields.SCRIPT),
                            event(fields),
                            timeout(fields),
                            fields.text(TaskFields.LANGUAGE).map(form::language).orElse(null))
                    .job(runAgain(fields), clock.instant());
        } catch (IllegalArgumentException e) {
            throw new MalformedTaskException(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Event event(TaskFields fields) throws MalformedTaskException {
        String json = fields.text(TaskFields.EVENT).orElse(null);
        try {
            return json == null ? null : EventJson.fromJson(JsonText.parse(json));
        } catch (MalformedJsonException e) {
            throw new MalformedTaskException("the field event: " + e.getMessage());
        }
    }

    private @Nullable Duration timeout(TaskFields fields) throws MalformedTaskException {
        String millis = fields.text(TaskFields.TIMEOUT).orElse(null);
        try {
            return millis == null ? null : form.timeout(Long.parseLong(millis));
        } catch (NumberFormatException e) {
            throw new MalformedTaskException("the field timeout must be a whole number of milliseconds");
        }
    }

    private static boolean runAgain(TaskFields fields) throws MalformedTaskException {
        return switch (fields.text(TaskFields.RUN_AGAIN).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new MalformedTaskException("the field run_again must be true or false");
        };
    }
}
