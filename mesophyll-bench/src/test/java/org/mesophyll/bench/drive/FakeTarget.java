package org.mesophyll.bench.drive;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A target without a network: what a request and a message come to is given. */
record FakeTarget(Answering answering, Supplier<Sending> sending) implements Target {

    interface Answering {
        void request(int connection, int slot, Reply reply);
    }

    static FakeTarget answering(Answering answering) {
        return new FakeTarget(answering, () -> {
            throw new UnsupportedOperationException("send");
        });
    }

    static FakeTarget taking(Supplier<Sending> sending) {
        return new FakeTarget(
                (connection, slot, reply) -> {
                    throw new UnsupportedOperationException("request");
                },
                sending);
    }

    @Override
    public void request(int connection, int slot, long sequence, Reply reply) {
        answering.request(connection, slot, reply);
    }

    @Override
    public Sending send(int connection, long sequence) {
        return sending.get();
    }

    /** Answers a millisecond later, on another thread. */
    static void later(Runnable answer) {
        CompletableFuture.delayedExecutor(Duration.ofMillis(1).toNanos(), TimeUnit.NANOSECONDS)
                .execute(answer);
    }
}
