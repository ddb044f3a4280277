package org.mesophyll.web.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class SessionOpeningTest {
    private final Session session = mock(Session.class);
    private final OutOfMemoryError failure = new OutOfMemoryError("for this test");

    @Test
    void leaves_a_session_open_that_could_be_opened() throws IOException {
        SessionOpening.run(session, "failed", () -> {});

        verify(session, never()).close(any());
    }

    @Test
    void closes_a_session_that_could_not_be_opened() throws IOException {
        assertThatThrownBy(this::fail).isSameAs(failure);

        ArgumentCaptor<CloseReason> reason = ArgumentCaptor.forClass(CloseReason.class);
        verify(session).close(reason.capture());
        assertThat(reason.getValue().getCloseCode()).isEqualTo(CloseCodes.UNEXPECTED_CONDITION);
        assertThat(reason.getValue().getReasonPhrase()).isEqualTo("failed");
    }

    @Test
    void throws_what_the_opening_has_thrown_though_the_session_cannot_be_closed() throws IOException {
        IOException unclosed = new IOException("for this test");
        doThrow(unclosed).when(session).close(any());

        assertThatThrownBy(this::fail).isSameAs(failure).hasSuppressedException(unclosed);
    }

    private void fail() throws IOException {
        SessionOpening.run(session, "failed", () -> {
            throw failure;
        });
    }
}
