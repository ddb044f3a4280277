package org.mesophyll.bench.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.process.Side;

/** A contender without processes of its own, whose runs take no time; keeps the runs that it was asked for. */
final class FakeContender implements Contender {

    static final long COMPLETED = 1000;

    private final String title;
    private final List<String> diary;
    private final List<RunRequest> runs = new ArrayList<>();
    private final int goodRuns;
    private final boolean loses;
    private long received;

    private FakeContender(String title, List<String> diary, int goodRuns, boolean loses) {
        this.title = title;
        this.diary = diary;
        this.goodRuns = goodRuns;
        this.loses = loses;
    }

    /** Returns one that always works, and writes each run into a diary. */
    static FakeContender good(String title, List<String> diary) {
        return new FakeContender(title, diary, Integer.MAX_VALUE, false);
    }

    /** Returns one that fails after so many runs; with none it does not even start. */
    static FakeContender failingAfter(int goodRuns, String title) {
        return new FakeContender(title, new ArrayList<>(), goodRuns, false);
    }

    /** Returns one whose responder receives half of what was sent. */
    static FakeContender losing(String title) {
        return new FakeContender(title, new ArrayList<>(), Integer.MAX_VALUE, true);
    }

    List<RunRequest> runs() {
        return runs;
    }

    @Override
    public String id() {
        return title;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String description() {
        return "a fake";
    }

    @Override
    public void start() throws IOException {
        if (goodRuns == 0) {
            throw new IOException("it is not installed");
        }
    }

    @Override
    public RunFigures run(RunRequest request) {
        if (runs.size() == goodRuns) {
            throw new BenchFailedException("it has ended by itself");
        }
        runs.add(request);
        diary.add(title + " " + request.measured().toSeconds());
        received += loses ? COMPLETED / 2 : COMPLETED;
        return new RunFigures(
                COMPLETED, request.measured(), new RunFigures.Latency(1, 2, 3, 4), COMPLETED, 0, Map.of());
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public Map<Side, ProcessHandle> processes() {
        return Map.of(Side.REQUESTER, ProcessHandle.current());
    }

    @Override
    public void close() {
        diary.add(title + " closed");
    }
}
