package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With stand-ins for Grizzly's classes, by the names that its members have. */
class PayaraHeadTest {
    private static final byte[] BUFFER = "GET /rpc HTTP/1.1 Host: master".getBytes(StandardCharsets.US_ASCII);

    @Test
    void a_head_that_was_let_go_of_says_the_same_and_keeps_no_buffer() {
        Request request = new Request();

        PayaraHead.letGoOf(new RequestFacade(request));

        Packet packet = request.packet;
        assertThat(packet.headers.headers[0].getName()).hasToString("Host");
        assertThat(packet.headers.headers[0].getValue()).hasToString("master");
        assertThat(packet.uri.original).hasToString("/rpc");
        assertThat(packet.methodC).hasToString("GET");
        assertThat(packet.protocolC).hasToString("HTTP/1.1");
        assertThat(packet.chunks()).noneMatch(chunk -> chunk.bytes.buffer == BUFFER);
        assertThat(packet.headerBuffer).isNull();
    }

    @Test
    void a_part_that_is_no_bytes_stays_as_it_is() {
        Request request = new Request();
        request.packet.queryC.type = "String";

        PayaraHead.letGoOf(request);

        assertThat(request.packet.queryC.bytes.buffer).isSameAs(BUFFER);
    }

    @Test
    void another_server_or_version_only_costs_memory() {
        Object unknown = new Object();

        PayaraHead.letGoOf(unknown);

        assertThat(unknown).isNotNull();
    }

    record RequestFacade(Request request) {}

    static final class Request {
        private final Packet packet = new Packet();

        Request getCoyoteRequest() {
            return this;
        }

        Packet getRequest() {
            return packet;
        }
    }

    static final class Packet {
        private final Headers headers = new Headers();
        private final Uri uri = new Uri();
        private final Chunk methodC = new Chunk(0, 3);
        private final Chunk queryC = new Chunk(0, 0);
        private final Chunk protocolC = new Chunk(9, 17);
        private final Chunk upgrade = new Chunk(0, 0);
        private final Chunk serverNameC = new Chunk(24, 30);
        private @Nullable Object headerBuffer = new Object();

        Headers getHeaders() {
            return headers;
        }

        Uri getRequestURIRef() {
            return uri;
        }

        Iterable<Chunk> chunks() {
            return List.of(
                    methodC,
                    queryC,
                    protocolC,
                    upgrade,
                    serverNameC,
                    uri.original,
                    uri.decoded,
                    headers.headers[0].getName(),
                    headers.headers[0].getValue());
        }
    }

    static final class Headers {
        private final @Nullable Field[] headers = {new Field(), null};
    }

    static final class Field {
        private final Chunk name = new Chunk(18, 22);
        private final Chunk value = new Chunk(24, 30);

        Chunk getName() {
            return name;
        }

        Chunk getValue() {
            return value;
        }
    }

    static final class Uri {
        private final Chunk original = new Chunk(4, 8);
        private final Chunk decoded = new Chunk(4, 8);

        Chunk getOriginalRequestURIBC() {
            return original;
        }

        Chunk getRequestURIBC() {
            return decoded;
        }
    }

    public static final class Chunk {
        private final Bytes bytes;
        private String type = "Bytes";

        Chunk(int start, int end) {
            this.bytes = new Bytes(BUFFER, start, end);
        }

        Object getType() {
            return type;
        }

        Bytes getByteChunk() {
            return bytes;
        }

        public void setBytes(byte[] newBytes) {
            bytes.buffer = newBytes;
            bytes.start = 0;
            bytes.end = newBytes.length;
        }

        @Override
        public String toString() {
            return new String(bytes.buffer, bytes.start, bytes.end - bytes.start, StandardCharsets.US_ASCII);
        }
    }

    static final class Bytes {
        private byte[] buffer;
        private int start;
        private int end;

        Bytes(byte[] buffer, int start, int end) {
            this.buffer = buffer;
            this.start = start;
            this.end = end;
        }

        byte[] getBytes() {
            return buffer;
        }

        int getStart() {
            return start;
        }

        int getEnd() {
            return end;
        }
    }
}
