package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mesophyll.web.FakeExchange;

class StrangerTest {
    @Test
    void a_request_over_loopback_that_names_the_port_it_came_to_knows_this_masters_origin() {
        assertThat(stranger("127.0.0.1", "LocalHost:8080").loopbackOrigin()).isEqualTo("http://localhost:8080");
        assertThat(stranger("0:0:0:0:0:0:0:1", "[::1]:8080").loopbackOrigin()).isEqualTo("http://[::1]:8080");
        assertThat(stranger("127.3.2.1", "127.0.0.1:8080").loopbackOrigin()).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void anything_else_that_a_relay_could_send_does_not() {
        assertThat(stranger("192.0.2.1", "localhost:8080").loopbackOrigin()).isNull();
        assertThat(stranger("127.0.0.1", "localhost:9999").loopbackOrigin()).isNull();
        assertThat(stranger("127.0.0.1", "localhost").loopbackOrigin()).isNull();
        assertThat(stranger("127.0.0.1", "evil.example:8080").loopbackOrigin()).isNull();
        assertThat(stranger("127.0.0.1", "localhost:8080@evil.example").loopbackOrigin())
                .isNull();
    }

    @Test
    void is_counted_by_the_network_of_an_address() {
        assertThat(stranger("2001:db8:1:2::1", "x").address())
                .isEqualTo(stranger("2001:db8:1:2::2", "x").address());
    }

    private static Stranger stranger(String address, String host) {
        return Stranger.of(new FakeExchange("GET", "/rpc", null)
                .from(address)
                .header("Host", host)
                .request());
    }
}
