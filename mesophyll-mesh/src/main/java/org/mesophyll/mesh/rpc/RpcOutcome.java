package org.mesophyll.mesh.rpc;

import java.time.Duration;
import java.util.function.Function;

/**
 * How a request ended; exactly one of these.
 *
 * @param <R> the result that its endpoint declares
 */
public sealed interface RpcOutcome<R> {
    /** Which record an outcome is, for a {@code switch} that the compiler holds complete. */
    enum Kind {
        ANSWERED,
        FAILED,
        UNKNOWN_REQUEST,
        REFUSED,
        MISMATCHED,
        MALFORMED_ANSWER,
        UNREACHABLE,
        TIMED_OUT,
        BACKPRESSURE
    }

    /** Returns which record this is. */
    Kind kind();

    /** Says whether the request may have been run: if not, it can be repeated without running twice. */
    boolean mayHaveRun();

    /** Returns what the function makes of a result; an outcome without one stays what it is. */
    default <T> RpcOutcome<T> then(Function<R, RpcOutcome<T>> next) {
        if (this instanceof Answered<R> answered) {
            return next.apply(answered.value());
        }
        @SuppressWarnings("unchecked") // no other record holds an R
        RpcOutcome<T> same = (RpcOutcome<T>) this;
        return same;
    }

    /** The other side ran the request, and this is the result. */
    record Answered<R>(R value) implements RpcOutcome<R> {
        @Override
        public Kind kind() {
            return Kind.ANSWERED;
        }

        @Override
        public boolean mayHaveRun() {
            return true;
        }

        /** Tells nothing of the result, which does not belong into logs. */
        @Override
        public String toString() {
            return "Answered[]";
        }
    }

    /**
     * The executor answered with an error.
     *
     * @param reason the other side's words, as they came
     */
    record Failed<R>(String reason) implements RpcOutcome<R> {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }

        @Override
        public boolean mayHaveRun() {
            return true;
        }

        /** Tells the length only: a peer's words could forge a log. */
        @Override
        public String toString() {
            return "Failed[" + reason.length() + "]";
        }
    }

    /** The other side does not know the request, or has nobody who handles it; it did not run. */
    record UnknownRequest<R>(String reason) implements RpcOutcome<R> {
        @Override
        public Kind kind() {
            return Kind.UNKNOWN_REQUEST;
        }

        @Override
        public boolean mayHaveRun() {
            return false;
        }
    }

    /** One of the sides does not take the request, for its size, its form or its sender; it did not run. */
    record Refused<R>(String reason) implements RpcOutcome<R> {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }

        @Override
        public boolean mayHaveRun() {
            return false;
        }
    }

    /**
     * The answer is one to another request.
     *
     * @param expected the name that the answer should have had
     * @param answered the name that it had
     */
    record Mismatched<R>(String expected, String answered) implements RpcOutcome<R> {
        @Override
        public Kind kind() {
            return Kind.MISMATCHED;
        }

        @Override
        public boolean mayHaveRun() {
            return true;
        }
    }

    /** The answer is none that this side can read. */
    record MalformedAnswer<R>(String reason) implements RpcOutcome<R> {
        @Override
        public Kind kind() {
            return Kind.MALFORMED_ANSWER;
        }

        @Override
        public boolean mayHaveRun() {
            return true;
        }
    }

    /**
     * The transport is dead: it could not reach the other side, or lost it before the answer came.
     *
     * @param mayHaveRun false only when it is certain that the request was not run
     */
    record Unreachable<R>(boolean mayHaveRun, String why) implements RpcOutcome<R> {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }

    /** No answer came in time; the request may still run. */
    record TimedOut<R>(Duration after) implements RpcOutcome<R> {
        @Override
        public Kind kind() {
            return Kind.TIMED_OUT;
        }

        @Override
        public boolean mayHaveRun() {
            return true;
        }
    }

    /**
     * As many requests are under way as may be, here or at the other side; this one did not run.
     *
     * @param bound what is at its bound, and how much that is
     */
    record Backpressure<R>(String bound) implements RpcOutcome<R> {
        @Override
        public Kind kind() {
            return Kind.BACKPRESSURE;
        }

        @Override
        public boolean mayHaveRun() {
            return false;
        }
    }
}
