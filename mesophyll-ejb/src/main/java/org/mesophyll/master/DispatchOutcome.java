package org.mesophyll.master;

import java.time.Duration;
import org.mesophyll.master.metrics.OutcomeKind;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

/** How a request to a worker ended; exactly one of these, never later than its deadline and a tick. */
public sealed interface DispatchOutcome {
    /** Returns the name under which the outcome is counted. */
    OutcomeKind kind();

    /** The worker answered. */
    record Answered(Value value) implements DispatchOutcome {
        @Override
        public OutcomeKind kind() {
            return OutcomeKind.ANSWERED;
        }

        /** Tells nothing of the answer, which does not belong into logs. */
        @Override
        public String toString() {
            return "Answered[]";
        }
    }

    /** The worker refused the request, or failed at it. */
    record Refused(String reason) implements DispatchOutcome {
        @Override
        public OutcomeKind kind() {
            return OutcomeKind.REFUSED;
        }
    }

    /** No answer came in time; the worker may still run the request. */
    record TimedOut(Duration after) implements DispatchOutcome {
        @Override
        public OutcomeKind kind() {
            return OutcomeKind.TIMED_OUT;
        }
    }

    /** Nothing was sent: the worker that owns the tenant has no live connection. */
    record NotConnected(WorkerId worker) implements DispatchOutcome {
        @Override
        public OutcomeKind kind() {
            return OutcomeKind.NOT_CONNECTED;
        }
    }

    /**
     * Nothing was sent: the worker has as much to do as it may, or the master's callers have.
     *
     * @param worker whose request it was
     * @param bound what is at its bound, and how much that is
     */
    record Backpressure(WorkerId worker, String bound) implements DispatchOutcome {
        @Override
        public OutcomeKind kind() {
            return OutcomeKind.BACKPRESSURE;
        }
    }

    /**
     * The connection went before an answer came; the worker may have run the request.
     *
     * @param worker which
     * @param why what became of the connection
     */
    record ConnectionLost(WorkerId worker, String why) implements DispatchOutcome {
        @Override
        public OutcomeKind kind() {
            return OutcomeKind.CONNECTION_LOST;
        }
    }

    /** The caller cancelled; the worker may still run the request. */
    record Cancelled() implements DispatchOutcome {
        @Override
        public OutcomeKind kind() {
            return OutcomeKind.CANCELLED;
        }
    }
}
