package org.mesophyll.web.jsonrpc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.web.sockets.MessageAssembly;

class RpcEndpointTest {
    private final RpcConnection connection = mock(RpcConnection.class);
    private final MessageAssembly reception = mock(MessageAssembly.class);
    private final RpcEndpoint endpoint = new RpcEndpoint();

    @BeforeEach
    void open() {
        endpoint.opened(new RpcSessions.OpenSession(connection, reception));
    }

    @Test
    void a_session_ends_although_its_bytes_cannot_be_given_back_for_an_error() {
        doThrow(new OutOfMemoryError("Java heap space")).when(reception).end();

        assertThatThrownBy(() -> endpoint.onClose(new CloseReason(CloseCodes.NORMAL_CLOSURE, "")))
                .isInstanceOf(OutOfMemoryError.class);

        verify(connection).onClosed(org.mesophyll.mesh.link.CloseReason.byPeer(1000));
    }

    @Test
    void a_session_that_has_failed_ends() {
        endpoint.onError(mock(Session.class), new StackOverflowError("of the container"));

        verify(reception).end();
        verify(connection).onClosed(org.mesophyll.mesh.link.CloseReason.CUT);
    }
}
