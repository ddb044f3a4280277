package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Http2RequestsTest {
    private static final int STREAMS = 100;

    private final Http2Requests requests = new Http2Requests(STREAMS);
    private final Set<Object> open = new HashSet<>();

    @Test
    void run_from_their_head_to_their_answer() {
        assertThat(areRunning()).isFalse();

        receive("first");
        receive("second");
        requests.begins();
        assertThat(areRunning()).isTrue();

        requests.completed("first");
        assertThat(areRunning()).isTrue();
        requests.completed("second");
        assertThat(areRunning()).isFalse();
    }

    @Test
    void a_request_that_never_completes_runs_no_longer_than_its_stream_is_open() {
        receive("broken by an error of the container");

        open.clear();

        assertThat(areRunning()).isFalse();
    }

    @Test
    void as_many_may_wait_as_the_listener_allows_streams_and_twenty_eight_cancelled_ones() {
        assertThat(IntStream.range(0, STREAMS + 28).allMatch(requests::received))
                .isTrue();
        assertThat(requests.received("one more")).isFalse();

        requests.begins();
        requests.begins();

        assertThat(requests.received("after a thread has begun with two")).isTrue();
    }

    private void receive(Object stream) {
        open.add(stream);
        requests.received(stream);
    }

    private boolean areRunning() {
        return requests.areRunning(open::contains);
    }
}
