package org.mesophyll.web.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.websocket.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.web.api.Role;
import org.mesophyll.web.guard.ByteBudget;
import org.mesophyll.web.settings.JsonRpcSettings;

class RpcSessionsTest {
    private static final Caller ANN = new Caller("operator:ann", Role.OPERATOR);
    private static final int PLACES = 2;
    private static final JsonRpcSettings SETTINGS = new JsonRpcSettings(
            3,
            10_000,
            10_000,
            10_000,
            1024,
            9,
            Duration.ofSeconds(20),
            Duration.ofSeconds(100),
            Duration.ofSeconds(30),
            "",
            List.of(),
            new JsonRpcSettings.Strangers(PLACES, PLACES, 9, 1024));

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger(); // still to come
    private final List<Throwable> ticks = new ArrayList<>(); // that failed
    private final Ticker ticker = new Ticker(ticks::add);
    private final RpcSessions sessions = new RpcSessions(
            new RpcProcessor(List.of(), SETTINGS, nanos::get),
            SETTINGS,
            new ByteBudget(10_000, 10_000),
            ticker,
            nanos::get);

    @Test
    void strangers_have_only_so_many_places_and_leave_them_when_they_go() {
        RpcSessions.OpenSession first = open(null).orElseThrow();
        assertThat(open(null)).isPresent();
        assertThat(open(null)).isEmpty();

        first.connection().onClosed(CloseReason.CUT);

        assertThat(open(null)).isPresent();
        assertThat(open(ANN)).isPresent();
        assertThat(open(ANN)).as("as many as allowed in all").isEmpty();
    }

    @Test
    void a_session_that_cannot_be_opened_for_an_error_holds_no_place() {
        for (int i = 0; i <= SETTINGS.maxSessions(); i++) { // more often than there are places of either kind
            failures.set(2);
            assertThatThrownBy(() -> open(null)).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> open(ANN)).isInstanceOf(OutOfMemoryError.class);
        }

        assertThat(open(null)).isPresent();
        assertThat(open(ANN)).isPresent();
        ticker.tickAll();
        assertThat(ticker.size()).isEqualTo(2);
        assertThat(ticks).isEmpty();
    }

    private Optional<RpcSessions.OpenSession> open(@Nullable Caller caller) {
        Wire wire = mock(Wire.class);
        when(wire.framing()).thenAnswer(call -> {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutOfMemoryError("Java heap space");
            }
            return Framings.SINGLE;
        });
        return sessions.open(mock(Session.class), caller, wire, reason -> {});
    }
}
