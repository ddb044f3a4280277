package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.container.jdk.client.JdkClientContainer;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.websocket.IdleTimer;

/** The timer of a container of Tyrus can be replaced; the one of Payara has the same parts. */
class TyrusIdleTimerTest {
    @Test
    void a_container_uses_the_timer_that_costs_nothing() {
        ClientManager container = ClientManager.createClient(JdkClientContainer.class.getName());

        IdleTimer.replaceThatOf(container);

        assertThat(container.getScheduledExecutorService()).isInstanceOf(IdleTimer.class);
    }
}
