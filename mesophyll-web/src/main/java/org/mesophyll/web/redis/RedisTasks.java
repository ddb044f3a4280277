package org.mesophyll.web.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.web.scripts.ScriptForm;
import org.mesophyll.web.settings.RedisAddress;
import org.mesophyll.web.settings.RedisSettings;

/**
 * Takes scripts from the queues of a Redis, runs them as jobs, and answers them there, until it is closed.
 *
 * <p>It has a connection and a thread for each queue, which waits for tasks, and one of each for everything else.
 */
final class RedisTasks implements AutoCloseable {
    private final TaskRuns runs;
    private final List<QueueReader> readers = new ArrayList<>();

    private RedisTasks(TaskRuns runs) {
        this.runs = runs;
    }

    /**
     * Begins, whether Redis is there or not.
     *
     * @param jobsKept for how long after their end jobs are kept
     */
    static RedisTasks start(
            RedisAddress address,
            RedisSettings settings,
            TaskJobs jobs,
            ScriptForm form,
            Duration jobsKept,
            MasterMetrics metrics) {
        Clock clock = Clock.systemUTC();
        RedisSockets sockets = new RedisSockets(address, settings, (SSLSocketFactory) SSLSocketFactory.getDefault());
        Outage outage = new Outage(address);
        RedisConnection answers = connection(address, settings, sockets, outage);
        TaskRuns runs = new TaskRuns(
                answers, store(answers, settings), jobs, new TaskForm(form, clock), jobsKept, metrics, clock);
        RedisTasks started = new RedisTasks(runs);
        for (String queue : settings.queues()) {
            RedisConnection connection = connection(address, settings, sockets, outage);
            started.readers.add(
                    new QueueReader(queue, connection, store(connection, settings), runs, settings.maxRunning()));
        }
        started.readers.forEach(QueueReader::start);
        return started;
    }

    private static RedisConnection connection(
            RedisAddress address, RedisSettings settings, RedisSockets sockets, Outage outage) {
        return new RedisConnection(
                address, sockets, settings.commandTimeout(), QueueReader.BLOCK, outage, System::nanoTime);
    }

    private static TaskStore store(RedisConnection connection, RedisSettings settings) {
        return new TaskStore(connection, settings.prefix(), settings.keep());
    }

    /** Ends the threads, within a few seconds; what is not answered stays in Redis for the next master. */
    @Override
    public void close() {
        readers.forEach(QueueReader::stop); // all, before any is waited for
        readers.forEach(QueueReader::close);
        runs.close();
    }
}
