package org.mesophyll.lua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.Script;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.client.script.ScriptOutcome;
import org.mesophyll.client.script.ScriptVm;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** A machine, and what tests ask of it. */
abstract class LuaTest {
    static final TenantId TENANT = TenantId.guild(7);
    static final Event EVENT = Event.of("Greet", Value.of("Ada"));

    private ScriptVm vm = open(HostApi.NONE);

    static ScriptVm open(HostApi host) {
        return new LuaEngine().open(TENANT, host, VmLimits.DEFAULT);
    }

    @AfterEach
    final void close() {
        vm.close();
    }

    final ScriptVm vm() {
        return vm;
    }

    /** Goes on with another machine. */
    final void use(ScriptVm other) {
        vm.close();
        vm = other;
    }

    final ScriptOutcome run(String code) {
        return run(code, EVENT);
    }

    final ScriptOutcome run(String code, Event event) {
        return vm.run(new Script("test", code), event);
    }

    final Value value(String code) {
        return value(run(code));
    }

    static Value value(ScriptOutcome outcome) {
        assertThat(outcome).isInstanceOf(ScriptOutcome.Returned.class);
        return ((ScriptOutcome.Returned) outcome).value();
    }

    final ScriptFailure failure(String code) {
        return failure(run(code));
    }

    static ScriptFailure failure(ScriptOutcome outcome) {
        assertThat(outcome).isInstanceOf(ScriptOutcome.Failed.class);
        return ((ScriptOutcome.Failed) outcome).failure();
    }
}
