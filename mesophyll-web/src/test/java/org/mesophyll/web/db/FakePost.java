package org.mesophyll.web.db;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.web.worker.WorkerAuthenticationFilter;

/** One request with a body and its answer, without a container. Confined to the test's thread. */
final class FakePost {
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private int status = 200;

    FakePost(String query, byte[] body) throws IOException {
        when(request.getMethod()).thenReturn("POST");
        when(request.getQueryString()).thenReturn(query);
        when(request.getInputStream()).thenReturn(new Input(body));
        when(response.getOutputStream()).thenReturn(new Output(answer));
        doAnswer(call -> status = call.getArgument(0)).when(response).setStatus(anyInt());
        doAnswer(call -> headers.put(call.getArgument(0), call.getArgument(1)))
                .when(response)
                .setHeader(anyString(), anyString());
        doAnswer(call -> headers.put("Content-Type", call.getArgument(0)))
                .when(response)
                .setContentType(any());
    }

    FakePost by(WorkerId worker) {
        when(request.getAttribute(WorkerAuthenticationFilter.WORKER)).thenReturn(worker);
        return this;
    }

    FakePost type(String contentType) {
        when(request.getHeader("Content-Type")).thenReturn(contentType);
        return this;
    }

    FakePost epoch(String epoch) {
        when(request.getHeader("Mesophyll-Epoch")).thenReturn(epoch);
        return this;
    }

    FakePost method(String name) {
        when(request.getMethod()).thenReturn(name);
        return this;
    }

    FakePost to(TenantServlet<?> servlet) throws IOException {
        servlet.service(request, response);
        return this;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return answer.toByteArray();
    }

    String text() {
        return answer.toString(StandardCharsets.UTF_8);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    private static final class Input extends ServletInputStream {
        private final ByteArrayInputStream from;

        private Input(byte[] body) {
            this.from = new ByteArrayInputStream(body);
        }

        @Override
        public boolean isFinished() {
            return from.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read() {
            return from.read();
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            return from.read(to, offset, length);
        }
    }

    private static final class Output extends ServletOutputStream {
        private final ByteArrayOutputStream to;

        private Output(ByteArrayOutputStream to) {
            this.to = to;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int b) {
            to.write(b);
        }
    }
}
