package org.mesophyll.master.scripts;

import java.time.Duration;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

/** How running a script ended; exactly one of these, never later than its time-out and a tick. */
public sealed interface ScriptOutcome {
    /** Returns what kind of outcome this is. */
    Kind kind();

    /** Returns what there is to say about it to people; empty for an answer. */
    String detail();

    /** Says whether the script was not begun, and may be when there is room or a worker. */
    default boolean isWorthAnotherTry() {
        return kind() == Kind.BACKPRESSURE || kind() == Kind.NO_WORKER;
    }

    /** The kinds of outcomes. */
    enum Kind {
        RETURNED,
        FAILED,
        REFUSED,
        UNACCEPTABLE,
        TIMED_OUT,
        NO_WORKER,
        BACKPRESSURE,
        LOST,
        CANCELLED
    }

    /** The script ended, and answered. */
    record Returned(Value value) implements ScriptOutcome {
        @Override
        public Kind kind() {
            return Kind.RETURNED;
        }

        @Override
        public String detail() {
            return "";
        }

        /** Tells nothing of the answer, which does not belong into logs. */
        @Override
        public String toString() {
            return "Returned[]";
        }
    }

    /** The script did not end well. */
    record Failed(ScriptError error) implements ScriptOutcome {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }

        @Override
        public String detail() {
            return error.message();
        }
    }

    /** The worker refused to run it. */
    record Refused(String reason) implements ScriptOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }

        @Override
        public String detail() {
            return reason;
        }
    }

    /** It cannot be sent to any worker: it is too large, or nests too deep. */
    record Unacceptable(String reason) implements ScriptOutcome {
        @Override
        public Kind kind() {
            return Kind.UNACCEPTABLE;
        }

        @Override
        public String detail() {
            return reason;
        }
    }

    /** No answer came in time; the worker may still run it. */
    record TimedOut(Duration after) implements ScriptOutcome {
        @Override
        public Kind kind() {
            return Kind.TIMED_OUT;
        }

        @Override
        public String detail() {
            return "no answer within " + after.toMillis() + " ms; the worker may still run it";
        }
    }

    /** Nothing was sent: the worker was not connected at any moment within the time. */
    record NoWorker(WorkerId worker, Duration within) implements ScriptOutcome {
        @Override
        public Kind kind() {
            return Kind.NO_WORKER;
        }

        @Override
        public String detail() {
            return "worker " + worker + " was not connected within " + within.toMillis() + " ms; nothing was sent";
        }
    }

    /** It was not begun: something is at its bound, at the master or at the worker. */
    record Backpressure(String bound) implements ScriptOutcome {
        @Override
        public Kind kind() {
            return Kind.BACKPRESSURE;
        }

        @Override
        public String detail() {
            return bound + "; it was not begun";
        }
    }

    /** The worker's connection went before an answer came, or the master did; it may have run. */
    record Lost(String why) implements ScriptOutcome {
        @Override
        public Kind kind() {
            return Kind.LOST;
        }

        @Override
        public String detail() {
            return why + "; it may have run";
        }
    }

    /** Who asked cancelled; if it was sent, the worker may still run it. */
    record Cancelled() implements ScriptOutcome {
        @Override
        public Kind kind() {
            return Kind.CANCELLED;
        }

        @Override
        public String detail() {
            return "it was cancelled; if it was sent, the worker may still run it";
        }
    }
}
