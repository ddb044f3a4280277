package org.mesophyll.client.cli;

import java.util.function.Consumer;
import org.mesophyll.client.WorkerHandler;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.client.script.EventValue;
import org.mesophyll.client.script.LimitExceeded;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** Answers every event with what it carries; runs no scripts. */
final class EchoHandler implements WorkerHandler {
    private final Consumer<String> log;

    /**
     * Makes a handler.
     *
     * @param log hears of each call in a line; of names, never of what events carry
     */
    EchoHandler(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public Value onEvent(TenantId tenant, Event event) throws WorkerRefusal {
        log.accept("event " + Printable.of(event.name()) + " of " + tenant);
        return data(event);
    }

    @Override
    public Value onScript(TenantId tenant, String name, String code, Event event) throws WorkerRefusal {
        log.accept("script " + Printable.of(name) + " of " + code.length() + " characters for " + tenant + ", refused");
        throw new WorkerRefusal("this worker runs no scripts; start one with --scripts");
    }

    @Override
    public Value onDrop(TenantId tenant) {
        log.accept("dropped " + tenant);
        return Value.ofNull();
    }

    private static Value data(Event event) throws WorkerRefusal {
        try {
            return EventValue.of(event.data());
        } catch (LimitExceeded e) {
            throw new WorkerRefusal(e.reason());
        }
    }
}
