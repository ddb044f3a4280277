package org.mesophyll.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerPortsTest {

    @Test
    void the_other_ports_keep_the_distances_of_the_defaults() {
        assertThat(new ServerPorts(ServerKind.PAYARA, 8080).admin()).isEqualTo(4848);
        assertThat(new ServerPorts(ServerKind.PAYARA, 18080).admin()).isEqualTo(14848);
        assertThat(new ServerPorts(ServerKind.WILDFLY, 18080).admin()).isEqualTo(19990);
        assertThat(new ServerPorts(ServerKind.WILDFLY, 7080).offset()).isEqualTo(-1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 80, 3999, 60_001, 70_000})
    void refuses_a_port_from_which_the_others_cannot_be_derived(int port) {
        assertThatThrownBy(() -> new ServerPorts(ServerKind.PAYARA, port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("HTTP port is %d, allowed are 4000 to 60000", port);
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void names_the_port_that_is_in_use(ServerKind kind) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerPorts ports = new ServerPorts(kind, other.getLocalPort());

            assertThatThrownBy(ports::requireFree)
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageContaining("port " + other.getLocalPort())
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void accepts_a_port_that_has_become_free() throws IOException {
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
        }

        assertThatCode(new ServerPorts(ServerKind.PAYARA, port)::requireFree).doesNotThrowAnyException();
    }
}
