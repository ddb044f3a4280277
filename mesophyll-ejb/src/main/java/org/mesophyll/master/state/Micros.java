package org.mesophyll.master.state;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Points in time as columns hold them: microseconds since 1970, a precision that every database keeps. */
final class Micros {
    private Micros() {}

    static long now(Clock clock) {
        return of(clock.instant());
    }

    static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static @Nullable Instant toInstantOrNull(@Nullable Long micros) {
        return micros == null ? null : toInstant(micros);
    }
}
