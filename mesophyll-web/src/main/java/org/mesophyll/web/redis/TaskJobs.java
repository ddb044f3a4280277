package org.mesophyll.web.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.mesophyll.master.scripts.Jobs;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobStatus;

/** What runs tasks: the master's {@link Jobs}, whose methods these are. */
interface TaskJobs {
    CompletionStage<JobId> create(Job job);

    /** {@link Jobs#findWithResult}. */
    CompletionStage<Optional<JobStatus>> find(JobId job);

    CompletionStage<Boolean> awaitStart(JobId job, Duration atMost);

    CompletionStage<?> await(JobId job, Duration atMost);

    /** Returns those of the master. */
    static TaskJobs of(Jobs jobs) {
        return new TaskJobs() {
            @Override
            public CompletionStage<JobId> create(Job job) {
                return jobs.create(job);
            }

            @Override
            public CompletionStage<Optional<JobStatus>> find(JobId job) {
                return jobs.findWithResult(job);
            }

            @Override
            public CompletionStage<Boolean> awaitStart(JobId job, Duration atMost) {
                return jobs.awaitStart(job, atMost);
            }

            @Override
            public CompletionStage<?> await(JobId job, Duration atMost) {
                return jobs.await(job, atMost);
            }
        };
    }
}
