package org.mesophyll.mesh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "inproc://workers.1_a-b",
                "tcp://127.0.0.1:0",
                "tcp://host.example:65535",
                "tcps://[::1]:443",
                "tcp://[fe80::1%eth0]:1",
                "ws://host:80",
                "ws://host:80/",
                "wss://host:443/a/b%20c/~d",
                "carrier-pigeon://loft",
                "quic://host:1/path"
            })
    void is_written_as_it_was_read(String text) {
        assertThat(Endpoint.parse(text)).hasToString(text);
    }

    @Test
    void has_parts() {
        Endpoint endpoint = Endpoint.parse("WSS://[2001:db8::1]:8443/mesh");

        assertThat(endpoint).isEqualTo(new Endpoint("wss", "2001:db8::1", 8_443, "/mesh"));
        assertThat(endpoint.withPort(1)).hasToString("wss://[2001:db8::1]:1/mesh");
        assertThat(Endpoint.inproc("a")).isEqualTo(new Endpoint("inproc", "a", Endpoint.NO_PORT, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp:host:1 | an endpoint is scheme://host:port or inproc://name",
                "://host:1 | an endpoint is scheme://host:port",
                "1tcp://host:1 | a scheme is letters",
                "t cp://host:1 | a scheme is letters",
                "tcp://host | tcp:// needs a port, as in tcp://host:1234",
                "ws://host/path | ws:// needs a port",
                "tcp://host: | a port is 0 to 65535",
                "tcp://host:x | a port is 0 to 65535",
                "tcp://host:-1 | a port is 0 to 65535",
                "tcp://host:+1 | a port is 0 to 65535",
                "tcp://host:65536 | a port is 0 to 65535: 65536",
                "tcp://host:123456 | a port is 0 to 65535",
                "tcp://:1 | a host is a name",
                "tcp://ho st:1 | a host is a name",
                "tcp://::1:1 | an IPv6 address stands in brackets",
                "tcp://[::1:1 | the bracket of an IPv6 address is not closed",
                "tcp://[]:1 | only an IPv6 address stands in brackets",
                "tcp://[host]:1 | only an IPv6 address stands in brackets",
                "tcp://[::1]1 | a port is 0 to 65535",
                "tcp://host:1/path | tcp:// has no path",
                "inproc://name:1 | inproc:// is followed by a name only",
                "inproc://name/path | inproc:// is followed by a name only",
                "inproc:// | a host is a name",
                "ws://host:1/a b | a path begins with a slash",
            })
    void refuses_what_is_none(String text, String reason) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://user:secret@host:1/",
                "ws://host:1/?token=secret",
                "ws://host:1/#secret",
                "secret@",
                "@secret",
                "?secret",
                "#secret"
            })
    void refuses_what_could_be_secret_without_repeating_it(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("an endpoint has no ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void refuses_a_line_feed_and_what_is_very_long() {
        assertThatThrownBy(() -> Endpoint.parse("tcp://host\n:1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Endpoint.parse("inproc://" + "a".repeat(1_016)))
                .hasMessage("an endpoint has at most 1024 characters");
        assertThat(Endpoint.parse("inproc://" + "a".repeat(1_015)).host()).hasSize(1_015);
    }
}
