package org.mesophyll.bench.drive;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What load is put on: connections that take requests, each of which ends in a reply, and messages that want none. */
public interface Target {

    /** How long a request may take. */
    Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** Hears how a request ended: once, on any thread, and perhaps before the call that makes the request returns. */
    @FunctionalInterface
    interface Reply {
        void ended(Result result);
    }

    /**
     * Makes a request.
     *
     * @param connection over which, from 0
     * @param slot which of the connection's outstanding requests it is, from 0; no other is under way in the same slot
     * @param sequence a number that the answer has to repeat
     */
    void request(int connection, int slot, long sequence, Reply reply);

    /** Makes a request as {@link #request} does, and waits for its end. */
    default Result requestAndWait(int connection, int slot, long sequence) throws InterruptedException {
        CompletableFuture<Result> ended = new CompletableFuture<>();
        request(connection, slot, sequence, ended::complete);
        try {
            return ended.get(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new Result.Failed("timed_out");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("nothing completes this future with a failure", impossible);
        }
    }

    /**
     * Sends a message that wants no answer. Only one thread of a run does.
     *
     * @param connection over which, from 0
     * @param sequence a number that the message carries
     */
    Sending send(int connection, long sequence);
}
