package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** A machine of an engine, and what tests ask of it. */
public abstract class WithMachine {
    protected static final TenantId TENANT = TenantId.guild(7);
    protected static final Event EVENT = Event.of("Greet", Value.of("Ada"));

    private final ScriptEngine engine;
    private @Nullable ScriptVm vm;

    protected WithMachine(ScriptEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    final void open_a_machine() {
        vm = open(HostApi.NONE);
    }

    @AfterEach
    final void close_the_machine() {
        vm().close();
    }

    protected final ScriptVm open(HostApi host) {
        return open(host, VmLimits.DEFAULT);
    }

    protected final ScriptVm open(HostApi host, VmLimits limits) {
        return engine.open(TENANT, host, limits);
    }

    protected final ScriptVm vm() {
        return Objects.requireNonNull(vm);
    }

    /** Goes on with another machine. */
    protected final void use(ScriptVm other) {
        vm().close();
        vm = other;
    }

    protected final void load(String code) {
        assertThat(value(vm().load(new Script("program", code)))).isEqualTo(Value.ofNull());
    }

    protected final ScriptOutcome run(String code) {
        return run(code, EVENT);
    }

    protected final ScriptOutcome run(String code, Event event) {
        return vm().run(new Script("test", code), event);
    }

    protected final Value value(String code) {
        return value(run(code));
    }

    protected static Value value(ScriptOutcome outcome) {
        assertThat(outcome).isInstanceOf(ScriptOutcome.Returned.class);
        return ((ScriptOutcome.Returned) outcome).value();
    }

    protected final ScriptFailure failure(String code) {
        return failure(run(code));
    }

    protected static ScriptFailure failure(ScriptOutcome outcome) {
        assertThat(outcome).isInstanceOf(ScriptOutcome.Failed.class);
        return ((ScriptOutcome.Failed) outcome).failure();
    }
}
