package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.rpc.RpcLimits;

class BodyFirstFilterTest {
    private static final int LIMIT = RpcLimits.DEFAULT.maxMessageBytes();

    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final FilterChain chain = mock(FilterChain.class);
    private final AsyncContext async = mock(AsyncContext.class);
    private final Dripping body = new Dripping();
    private final CompletableFuture<HttpServletRequest> handedOn = new CompletableFuture<>();

    @BeforeEach
    void open() throws IOException {
        when(request.getMethod()).thenReturn("POST");
        when(request.getProtocol()).thenReturn("HTTP/2.0");
        when(request.getContentLengthLong()).thenReturn(-1L);
        when(request.getInputStream()).thenReturn(body);
        when(request.startAsync(any(), any())).thenAnswer(call -> {
            handedOn.complete(call.getArgument(0));
            return async;
        });
    }

    @Test
    void a_body_is_gathered_piece_by_piece_and_then_handed_on() throws Exception {
        new BodyFirstFilter().doFilter(request, response, chain);

        body.drip(1, 2);
        body.drip(3);
        verify(async, never()).dispatch();
        body.end();

        verify(async, times(1)).dispatch();
        verifyNoInteractions(chain);
        assertThat(handedOn.join().getInputStream().readAllBytes()).containsExactly(1, 2, 3);
    }

    @Test
    void a_body_over_the_limit_is_handed_on_at_once_with_one_byte_more() throws Exception {
        new BodyFirstFilter().doFilter(request, response, chain);

        body.drip(new byte[LIMIT + 100]);
        body.end();

        verify(async, times(1)).dispatch();
        assertThat(handedOn.join().getInputStream().readAllBytes()).hasSize(LIMIT + 1);
    }

    @Test
    void a_body_that_says_it_is_empty_or_too_large_is_not_waited_for() throws Exception {
        when(request.getContentLengthLong()).thenReturn(0L, LIMIT + 1L);

        new BodyFirstFilter().doFilter(request, response, chain);
        new BodyFirstFilter().doFilter(request, response, chain);

        verify(chain, times(2)).doFilter(request, response);
        verify(request, never()).startAsync(any(), any());
    }

    @Test
    void a_request_of_http_1_is_let_through_with_its_body_to_come() throws Exception {
        when(request.getProtocol()).thenReturn("HTTP/1.1");

        new BodyFirstFilter().doFilter(request, response, chain);

        verify(chain).doFilter(request, response);
        verify(request, never()).startAsync(any(), any());
    }

    @Test
    void a_body_that_does_not_come_ends_the_request() throws Exception {
        new BodyFirstFilter().doFilter(request, response, chain);

        body.fail();

        verify(async).complete();
        verify(async, never()).dispatch();
    }

    /** A body that comes when the test says. */
    private static final class Dripping extends ServletInputStream {
        private final CompletableFuture<ReadListener> listener = new CompletableFuture<>();
        private byte[] waiting = new byte[0];
        private int read;

        void drip(int... bytes) throws IOException {
            byte[] piece = new byte[bytes.length];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = (byte) bytes[i];
            }
            drip(piece);
        }

        void drip(byte[] piece) throws IOException {
            waiting = piece;
            read = 0;
            listener.join().onDataAvailable();
        }

        void end() throws IOException {
            listener.join().onAllDataRead();
        }

        void fail() {
            listener.join().onError(new IOException("gone"));
        }

        @Override
        public int read() {
            return waiting[read++];
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            int count = Math.min(length, waiting.length - read);
            System.arraycopy(waiting, read, to, offset, count);
            read += count;
            return count;
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return read < waiting.length;
        }

        @Override
        public void setReadListener(ReadListener newListener) {
            listener.complete(newListener);
        }
    }
}
