package org.mesophyll.master.logs;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last lines that some scripts have logged, bounded in number and in characters.
 *
 * <p>Safe for use by any number of threads; never blocks.
 */
public final class ScriptLog {
    /** How many lines can be kept at most. */
    public static final int MOST_LINES = 1_000;

    /** How many may wait for a line. */
    static final int MOST_WAITING = 1_024;

    /** How many characters are kept at most. */
    public static final int MOST_CHARACTERS = 16_384;

    private final int mostLines;
    private final long born; // lines of up to this number were another log's
    private final AtomicLong lastNumber; // of all logs of this master
    private final Clock clock;
    private final Deque<ScriptLine> lines = new ArrayDeque<>(); // guarded by this, like the next four
    private Set<Reader> waiting = new HashSet<>();
    private int characters;
    private boolean ended;
    private long lastDropped; // 0 if none was

    /** Somebody who waits for a line. */
    private static final class Reader {
        private final CompletableFuture<@Nullable Void> told = new CompletableFuture<>();
    }

    /**
     * Makes an empty log.
     *
     * @param lastNumber the last number that any line of this master got; each line gets the next. A reader who goes on from an
     *     earlier number than its present value, or from one that it has not reached, may have missed lines
     */
    ScriptLog(int mostLines, AtomicLong lastNumber, Clock clock) {
        this.mostLines = mostLines;
        this.born = lastNumber.get();
        this.lastNumber = lastNumber;
        this.clock = clock;
    }

    /**
     * Some lines of a log.
     *
     * @param lines in their order
     * @param missed whether there were, or may have been, lines between what was asked for and these, which are not kept any more
     */
    public record Page(List<ScriptLine> lines, boolean missed) {
        private static final String WHOLE = "whole";
        private static final String CUT = "cut";

        /** Returns those of the lines that come after a number. */
        public Page after(long number) {
            List<ScriptLine> later =
                    lines.stream().filter(line -> line.number() > number).toList();
            boolean gap = missed && later.size() == lines.size();
            return new Page(later, gap);
        }

        /** Returns a text that {@link #parse} reads. */
        public String text() {
            return Stream.concat(Stream.of(missed ? CUT : WHOLE), lines.stream().map(ScriptLine::format))
                    .collect(Collectors.joining("\n"));
        }

        /** Reads what {@link #text} has written. */
        public static Page parse(String text) {
            List<String> each = text.lines().toList();
            return new Page(
                    each.stream().skip(1).map(ScriptLine::parse).toList(),
                    each.get(0).equals(CUT));
        }
    }

    /** Keeps a line; the oldest go when there are too many. */
    public void add(String text) {
        Set<Reader> told;
        synchronized (this) {
            ScriptLine line = ScriptLine.of(lastNumber.incrementAndGet(), clock.instant(), text);
            lines.addLast(line);
            characters += line.text().length();
            while (lines.size() > mostLines || characters > MOST_CHARACTERS) {
                ScriptLine oldest = lines.removeFirst();
                characters -= oldest.text().length();
                lastDropped = oldest.number();
            }
            told = takeWaiting();
        }
        told.forEach(reader -> reader.told.complete(null)); // without the lock: they read the log
    }

    /** Lets nobody wait any more, for no line is to come. */
    public void end() {
        Set<Reader> told;
        synchronized (this) {
            ended = true;
            told = takeWaiting();
        }
        told.forEach(reader -> reader.told.complete(null));
    }

    /** Returns all the lines that are kept. */
    public Page all() {
        return after(0);
    }

    /**
     * Returns the lines after a number, as far as they are kept. A number that no line has reached is that of an earlier master,
     * whose clock was ahead: all lines came after it.
     */
    public synchronized Page after(long number) {
        boolean isAhead = number > lastNumber.get();
        long from = isAhead ? 0 : number;
        List<ScriptLine> later =
                lines.stream().filter(line -> line.number() > from).toList();
        boolean isOfAnotherLog = isAhead || (number > 0 && number < born);
        boolean isGap = isOfAnotherLog && !later.isEmpty(); // otherwise a reader that asks again would not wait
        return new Page(later, lastDropped > from || isGap);
    }

    /**
     * Returns the lines after a number, once there is one, or after a time. Completes on the thread that adds a line, or on one of
     * the JDK; what is attached must not block.
     *
     * @throws TooManyReadersException if it had to wait, and as many wait as may
     */
    public CompletionStage<Page> await(long number, Duration atMost) {
        Reader reader = new Reader();
        synchronized (this) {
            Page now = after(number);
            if (!now.lines().isEmpty() || now.missed() || ended || atMost.isZero()) {
                return CompletableFuture.completedFuture(now);
            }
            if (waiting.size() == MOST_WAITING) {
                throw new TooManyReadersException(MOST_WAITING + " wait for the next line, as many as may");
            }
            waiting.add(reader);
        }
        return reader.told
                .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(told -> {
                    synchronized (this) {
                        waiting.remove(reader);
                    }
                    return after(number);
                });
    }

    /** Guarded by this. */
    private Set<Reader> takeWaiting() {
        Set<Reader> taken = waiting;
        waiting = new HashSet<>();
        return taken;
    }
}
