package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.ServerLogs;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** A frame is handled by the thread that read it, where a server would wake another for it by default. */
@WithMaster
class ReadingThreadIT {
    private static final int WORKER = 49;
    private static final Pattern SKIPPED = Pattern.compile(".*worker " + WORKER + " sent a frame that is no message.*");
    /** How WildFly names the threads that it hands frames to unless it is told not to. */
    private static final String ANOTHER_THREAD = "(default task-";

    private final Running master;

    ReadingThreadIT(Running master) {
        this.master = master;
    }

    @Test
    void a_frame_changes_no_thread_on_its_way_in() throws IOException, MalformedMessageException {
        try (RawWebSocket worker = RawWebSocket.open(master.webSocket(WORKER, ItTokens.worker(WORKER)))) {
            worker.read();
            worker.send(RawWebSocket.BINARY, true, new byte[] {(byte) 0xc1});

            String line = await().atMost(Duration.ofSeconds(10))
                    .until(this::skippedLine, Optional::isPresent)
                    .orElseThrow();

            assertThat(line).doesNotContain(ANOTHER_THREAD);
        }
    }

    private Optional<String> skippedLine() throws IOException {
        return SKIPPED.matcher(ServerLogs.of(master))
                .results()
                .map(found -> found.group())
                .findFirst();
    }
}
