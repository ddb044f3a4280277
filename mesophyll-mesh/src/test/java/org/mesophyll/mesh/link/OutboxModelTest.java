package org.mesophyll.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.mesophyll.mesh.link.FakeWire.Behaviour;

/** Any order of steps, against a model that is a list. */
class OutboxModelTest {
    private static final int MOST_MESSAGES = 4;
    private static final int MOST_BYTES = 20;

    /** One step: what happens, and how large the message is if one is offered. */
    record Step(Kind kind, int size) {}

    enum Kind {
        OFFER,
        SENT,
        FAILED,
        DISCARD,
        FINISH
    }

    @Property(tries = 2_000)
    void does_what_a_list_would_do(@ForAll("steps") List<Step> steps) {
        new Run().all(steps);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(10, Arbitraries.just(Kind.OFFER)),
                Tuple.of(8, Arbitraries.just(Kind.SENT)),
                Tuple.of(1, Arbitraries.of(Kind.FAILED, Kind.DISCARD, Kind.FINISH)));
        return Combinators.combine(kinds, Arbitraries.integers().between(1, 12))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    private static final class Run {
        private final FakeWire wire = new FakeWire(Behaviour.WHEN_TOLD);
        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger emptied = new AtomicInteger();
        private final Outbox outbox = new Outbox(
                wire, new OutboxBounds(MOST_MESSAGES, MOST_BYTES), new FakeClock(), failures::incrementAndGet);
        private final List<Integer> waiting = new ArrayList<>(); // the first is in flight
        private final List<Integer> written = new ArrayList<>();
        private boolean closed;
        private boolean finishing;
        private int modelFailures;
        private int modelEmptied;

        private void all(List<Step> steps) {
            for (Step step : steps) {
                take(step);
                check();
            }
        }

        private void take(Step step) {
            switch (step.kind()) {
                case OFFER -> offer(step.size());
                case SENT -> sent();
                case FAILED -> failed();
                case DISCARD -> discard();
                case FINISH -> finish();
            }
        }

        private void offer(int size) {
            Offer expected = expected(size);
            assertThat(outbox.offer(new byte[size])).isEqualTo(expected);
            if (expected == Offer.ACCEPTED) {
                waiting.add(size);
                startFirst(waiting.size() == 1);
            }
        }

        private Offer expected(int size) {
            if (closed) {
                return Offer.CLOSED;
            }
            boolean fits = waiting.size() < MOST_MESSAGES && bytes() + size <= MOST_BYTES;
            return fits ? Offer.ACCEPTED : Offer.FULL;
        }

        private void sent() {
            assertThat(wire.completeOne()).isEqualTo(!waiting.isEmpty());
            if (waiting.isEmpty()) {
                return;
            }
            waiting.remove(0);
            startFirst(!waiting.isEmpty());
            if (waiting.isEmpty() && finishing) {
                finishing = false;
                modelEmptied++;
            }
        }

        private void failed() {
            if (wire.failOne()) {
                modelFailures++;
                closed = true;
                waiting.clear();
                finishing = false;
            }
        }

        private void discard() {
            outbox.discard();
            closed = true;
            if (waiting.size() > 1) {
                waiting.subList(1, waiting.size()).clear();
            }
        }

        private void finish() {
            if (modelFailures > 0 || finishing) {
                return; // a link finishes once, and never after it was lost
            }
            outbox.finish(emptied::incrementAndGet);
            closed = true;
            finishing = !waiting.isEmpty();
            modelEmptied += finishing ? 0 : 1;
        }

        private void startFirst(boolean starts) {
            if (starts) {
                written.add(waiting.get(0));
            }
        }

        private void check() {
            assertThat(wire.bytes()).extracting(bytes -> bytes.length).isEqualTo(written);
            assertThat(wire.overlaps()).isZero();
            assertThat(failures).hasValue(modelFailures);
            assertThat(emptied).hasValue(modelEmptied);
            assertThat(outbox.level().messages()).isEqualTo(waiting.size());
            assertThat(outbox.level().bytes()).isEqualTo(bytes());
        }

        private int bytes() {
            return waiting.stream().mapToInt(Integer::intValue).sum();
        }
    }
}
