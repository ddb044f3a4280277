package org.mesophyll.web.redis;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.NamedThreads;
import org.mesophyll.mesh.work.RareLog;

/**
 * Takes the tasks of a queue on a thread of its own, as many as there are places; and those that were taken before it connected, by a
 * master that ended or by a command whose answer was lost.
 */
final class QueueReader implements AutoCloseable {
    /** How long Redis is asked to wait for a task. */
    static final Duration BLOCK = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(QueueReader.class.getName());
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
    private static final int PAGE = 100; // more than are under way
    private static final long STOP_SECONDS = 3;

    private final String queue;
    private final RedisConnection connection;
    private final TaskStore store;
    private final TaskRuns runs;
    private final int places;
    private final Taken taken;
    private final RareLog nameless = new RareLog(LOG, System::nanoTime);
    private final Guard guard;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;
    private int takenUp = -1; // after which connecting; confined to the thread

    /**
     * Makes it; {@link #start} begins.
     *
     * @param connection what {@code store} uses, and nobody else
     * @param places how many tasks may be taken that are not answered
     */
    QueueReader(String queue, RedisConnection connection, TaskStore store, TaskRuns runs, int places) {
        this.queue = queue;
        this.connection = connection;
        this.store = store;
        this.runs = runs;
        this.places = places;
        this.taken = new Taken(places);
        this.guard = new Guard(LOG, "queue " + queue + " could not be read");
        this.thread = NamedThreads.single("mesophyll-redis-queue-" + queue, QueueReader.class)
                .newThread(this::work);
    }

    void start() {
        thread.start();
    }

    /** Tells the thread to end, wherever it waits; what it took stays in Redis, among the tasks taken. */
    void stop() {
        ending.countDown();
        thread.interrupt();
        connection.close();
    }

    /** Ends the thread, and waits a few seconds for that. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        guard.repeat(() -> ending.getCount() > 0, this::takeOrPause);
        LOG.log(Level.DEBUG, "queue {0} is not read any more", queue);
    }

    private void takeOrPause() throws InterruptedException {
        try {
            takeUp();
            inPlace(() -> store.take(queue, BLOCK));
        } catch (RedisAwayException e) {
            pause(connection.pause());
        } catch (RuntimeException | Error e) {
            guard.report(e);
            pause(AFTER_FAULT);
        }
    }

    private void pause(Duration time) throws InterruptedException {
        boolean unused = ending.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void takeUp() throws RedisAwayException, InterruptedException {
        if (takenUp == connection.opened()) {
            return;
        }
        List<byte[]> left = leftBefore();
        int connecting = connection.opened();
        while (!left.isEmpty()) {
            for (int i = left.size() - 1; i >= 0; i--) { // the oldest is the last
                byte[] id = left.get(i);
                inPlace(() -> id);
            }
            left = leftBefore();
        }
        takenUp = connecting;
    }

    private List<byte[]> leftBefore() throws RedisAwayException {
        return store.taken(queue, places + PAGE).stream()
                .filter(id -> TaskId.of(id).filter(taken::has).isEmpty())
                .toList();
    }

    /** What brings the id of a task, or null if there is none. */
    private interface Source {
        byte @Nullable [] next() throws RedisAwayException;
    }

    /** Waits for a place before it looks for a task: what has none stays in the queue. */
    private void inPlace(Source source) throws RedisAwayException, InterruptedException {
        taken.awaitPlace();
        boolean used = false;
        try {
            byte[] id = source.next();
            used = id != null && begin(id);
        } finally {
            if (!used) {
                taken.giveBackPlace();
            }
        }
    }

    private boolean begin(byte[] id) throws RedisAwayException {
        Optional<TaskId> task = TaskId.of(id);
        if (task.isEmpty()) {
            store.drop(queue, id);
            nameless.warn(() -> "an id of " + id.length + " bytes in queue " + queue + " is dropped, allowed are 1 to "
                    + TaskId.MOST_BYTES + " of UTF-8");
            return false;
        }
        if (!taken.add(task.get())) {
            return false; // its answer will count for both
        }
        boolean begun = false;
        try {
            runs.begin(queue, task.get(), taken);
            begun = true;
        } finally {
            if (!begun) {
                taken.forget(task.get());
            }
        }
        return true;
    }
}
