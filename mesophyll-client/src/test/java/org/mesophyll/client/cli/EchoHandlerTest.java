package org.mesophyll.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

class EchoHandlerTest {
    private static final TenantId TENANT = TenantId.guild(1);
    private static final Event EVENT = Event.of("E", Value.of("carried"));

    private final List<String> said = new ArrayList<>();
    private final EchoHandler handler = new EchoHandler(said::add);

    @Test
    void answers_an_event_with_what_it_carries() throws WorkerRefusal {
        assertThat(handler.onEvent(TENANT, EVENT)).isEqualTo(Value.of("carried"));
    }

    @Test
    void refuses_scripts_rather_than_answer_them_wrongly() {
        assertThatThrownBy(() -> handler.onScript(TENANT, "hello.lua", "return 6 * 7", EVENT))
                .isInstanceOf(WorkerRefusal.class)
                .hasMessage("this worker runs no scripts; start one with --scripts");
        assertThat(said).singleElement().asString().doesNotContain("6 * 7");
    }
}
