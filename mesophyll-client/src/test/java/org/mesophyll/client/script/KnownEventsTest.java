package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mesophyll.client.script.FakeRecords.TENANT;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.TenantId;

class KnownEventsTest {
    private static final Duration AGE = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private final KnownEvents events = new KnownEvents(AGE, 10_000, nanos::get);

    @Test
    void keeps_those_of_the_tenants_used_last_and_no_more_bytes_than_allowed() {
        Set<String> large = Set.of("x".repeat(1000)); // two bytes each
        for (int i = 0; i < 100; i++) {
            events.of(TenantId.guild(i), reading(large));
        }
        assertThat(reads).hasValue(100);

        events.of(TenantId.guild(99), reading(large));
        events.of(TenantId.guild(98), reading(large));
        assertThat(reads).hasValue(100);
        events.of(TenantId.guild(0), reading(large));
        assertThat(reads).hasValue(101);
    }

    @Test
    void gives_events_that_alone_are_too_many_without_keeping_them() {
        Set<String> huge = Set.of("x".repeat(10_000));

        assertThat(events.of(TENANT, reading(huge))).isEqualTo(huge);
        assertThat(events.of(TENANT, reading(huge))).isEqualTo(huge);

        assertThat(reads).hasValue(2);
    }

    @Test
    void forgets_one_tenants_and_nobody_elses() {
        TenantId other = TenantId.guild(2);
        events.of(TENANT, reading(Set.of("A")));
        events.of(other, reading(Set.of("A")));
        nanos.addAndGet(AGE.toNanos() / 10);

        events.forget(TENANT);

        assertThat(events.of(TENANT, reading(Set.of("B")))).containsExactly("B");
        assertThat(events.of(other, reading(Set.of("B")))).containsExactly("A");
    }

    @Test
    void reads_again_what_changed_while_it_was_read() {
        events.of(TENANT, () -> {
            events.forget(TENANT);
            return Set.of("A");
        });
        nanos.addAndGet(AGE.toNanos() / 10);

        assertThat(events.of(TENANT, reading(Set.of("B")))).containsExactly("B");
    }

    private Supplier<Set<String>> reading(Set<String> found) {
        return () -> {
            reads.incrementAndGet();
            return found;
        };
    }
}
