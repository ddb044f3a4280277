package org.mesophyll.bench.mesh;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.mesophyll.mesh.AddOutcome;
import org.mesophyll.mesh.ConnectionId;
import org.mesophyll.mesh.Envelope;
import org.mesophyll.mesh.Mesh;
import org.mesophyll.mesh.MeshSettings;
import org.mesophyll.mesh.ReceiveOutcome;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.work.Ticker;

/**
 * Measures what one acquisition of a shared read lock costs a loop, for docs/adr/0010: a bare loop that puts a message into
 * a queue of its own and takes it out, and the mesh's, where a message comes, is received and is answered. Each loop runs
 * on one thread and on two, without the lock, with one acquisition a message, and with one where it comes and one where it
 * is answered; rounds of all are interleaved, and the medians compared.
 *
 * <p>{@code java -cp target/mesophyll-bench.jar org.mesophyll.bench.mesh.LockInLoop [rounds] [milliseconds a round]}
 */
public final class LockInLoop {
    private static final int DEFAULT_ROUNDS = 9;
    private static final int DEFAULT_MILLIS = 700;
    private static final int BATCH = 256; // messages between two looks at the clock
    private static final byte[] MESSAGE = new byte[256];

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Mesh mesh = new Mesh(MeshSettings.of(1_024, 1_024));
    private final long roundNanos;

    private LockInLoop(Duration round) {
        this.roundNanos = round.toNanos();
    }

    /** Runs it and prints a table. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        int millis = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_MILLIS;
        LockInLoop comparison = new LockInLoop(Duration.ofMillis(millis));
        try {
            comparison.run(rounds);
        } finally {
            comparison.threads.shutdown();
        }
    }

    private void run(int rounds) throws InterruptedException, ExecutionException {
        List<Cell> cells = cells();
        measureAll(cells); // to warm up
        cells.forEach(cell -> cell.perSecond.clear());
        for (int i = 0; i < rounds; i++) {
            measureAll(cells);
        }
        System.out.printf("%-6s %8s %6s %16s %10s%n", "loop", "threads", "locks", "messages/s", "ns each");
        for (Cell cell : cells) {
            double median = cell.median();
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %8d %6d %16.0f %10.1f%n",
                    cell.loop,
                    cell.threadCount,
                    cell.locks,
                    median,
                    1e9 * cell.threadCount / median);
        }
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (String loop : List.of("bare", "mesh")) {
            for (int threadCount = 1; threadCount <= 2; threadCount++) {
                for (int locks = 0; locks <= 2; locks++) {
                    cells.add(new Cell(loop, threadCount, locks, new ArrayList<>()));
                }
            }
        }
        return cells;
    }

    private void measureAll(List<Cell> cells) throws InterruptedException, ExecutionException {
        for (Cell cell : cells) {
            cell.perSecond.add(measure(cell));
        }
    }

    private double measure(Cell cell) throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(cell.threadCount);
        List<Future<Double>> rates = new ArrayList<>();
        for (int i = 0; i < cell.threadCount; i++) {
            LongSupplier batch = cell.loop.equals("bare") ? bareLoop(cell.locks) : meshLoop(cell.locks);
            rates.add(threads.submit(() -> {
                start.countDown();
                start.await();
                return rate(batch);
            }));
        }
        double sum = 0;
        for (Future<Double> rate : rates) {
            sum += rate.get();
        }
        return sum;
    }

    /** Runs batches for a round, and returns how many messages that is a second. */
    private double rate(LongSupplier batch) {
        long begin = System.nanoTime();
        long messages = 0;
        long now = begin;
        while (now - begin < roundNanos) {
            messages += batch.getAsLong();
            now = System.nanoTime();
        }
        return 1e9 * messages / (now - begin);
    }

    private LongSupplier bareLoop(int locks) {
        Queue<byte[]> queue = new ArrayDeque<>();
        return () -> {
            for (int i = 0; i < BATCH; i++) {
                locked(locks > 0, () -> queue.add(MESSAGE));
                locked(locks > 1, () -> queue.remove());
            }
            return BATCH;
        };
    }

    private LongSupplier meshLoop(int locks) {
        SinkChannel channel = new SinkChannel();
        Connection connection =
                Connection.open(channel, ConnectionSettings.DEFAULT, new Ticker(LockInLoop::fail), System::nanoTime);
        if (!(mesh.add(connection) instanceof AddOutcome.Added added)) {
            throw new IllegalStateException("the mesh takes no connection");
        }
        ConnectionId id = added.id();
        return () -> {
            for (int i = 0; i < BATCH; i++) {
                locked(locks > 0, () -> channel.bring(MESSAGE));
                Envelope envelope = receive();
                locked(locks > 1, () -> answer(id, envelope));
            }
            return BATCH;
        };
    }

    private Envelope receive() {
        try {
            if (mesh.receive(Duration.ofSeconds(1)) instanceof ReceiveOutcome.Received received) {
                return received.envelope();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("what was brought did not come");
    }

    private void answer(ConnectionId id, Envelope envelope) {
        if (!mesh.send(new Envelope(id, envelope.payload())).isSent()) {
            throw new IllegalStateException("a sink refuses nothing");
        }
    }

    private void locked(boolean wanted, Runnable work) {
        if (!wanted) {
            work.run();
            return;
        }
        lock.readLock().lock();
        try {
            work.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    private static void fail(Throwable cause) {
        throw new IllegalStateException("a tick has failed", cause);
    }

    /** One of the things that are compared, and what its rounds have reached. */
    private record Cell(String loop, int threadCount, int locks, List<Double> perSecond) {
        double median() {
            double[] sorted =
                    perSecond.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElseThrow();
        }
    }
}
