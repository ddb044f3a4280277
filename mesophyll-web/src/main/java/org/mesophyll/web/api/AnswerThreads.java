package org.mesophyll.web.api;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.mesophyll.mesh.work.Handoff;

/**
 * The threads that make the answers of dispatches, so that the master's own threads go on with their work. None of them waits
 * for a peer: answers are collected and sent by {@link org.mesophyll.web.guard.DoorFilter}.
 *
 * <p>Made with the first request that needs them, ended with the application. When all are busy and 1 024 answers wait, when no
 * thread can be started and after the end, an answer is made by the thread that brings its outcome.
 */
@ApplicationScoped
public class AnswerThreads {
    private static final int THREADS = 4;
    private static final int WAITING = 1_024;
    private static final long IDLE_SECONDS = 30;

    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), this::thread);

    /** Lets idle threads end. */
    public AnswerThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Answers a suspended request when an outcome is there.
     *
     * <p>Resources take their response suspended instead of returning the stage: Jersey suspends a stage's response only
     * after the method has returned, and fails when the outcome is quicker than that.
     */
    public <T> void answer(AsyncResponse response, CompletionStage<T> outcome, Function<T, Response> rendering) {
        outcome.thenApplyAsync(rendering, answer -> Handoff.execute(threads, answer, refused -> answer.run()))
                .whenComplete((answer, failure) -> response.resume(failure == null ? answer : failure));
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mesophyll-answers-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
