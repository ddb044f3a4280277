package org.mesophyll.client.cli;

import java.util.function.Consumer;
import org.mesophyll.client.Printable;
import org.mesophyll.client.WorkerHandler;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** Answers every event with what it carries, and a script with its event. */
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
    public Value onEvent(TenantId tenant, Event event) {
        log.accept("event " + Printable.of(event.name()) + " of " + tenant);
        return echo(event);
    }

    @Override
    public Value onScript(TenantId tenant, String name, String code, Event event) {
        log.accept("script " + Printable.of(name) + " of " + code.length() + " characters for " + tenant
                + ", answered with its event");
        return echo(event);
    }

    @Override
    public Value onDrop(TenantId tenant) {
        log.accept("dropped " + tenant);
        return Value.ofNull();
    }

    private static Value echo(Event event) {
        return event.data().read(Echo.INSTANCE);
    }

    private enum Echo implements EventData.Reader<Value> {
        INSTANCE;

        @Override
        public Value onJson(Json json) {
            return ValueJson.valueOf(json);
        }

        @Override
        public Value onJsonText(String text) {
            try {
                return ValueJson.valueOf(ValueJson.toJson(ValueJson.parse(text)));
            } catch (IllegalArgumentException e) { // nobody on the way has read it: it may be anything
                return Value.of(text);
            }
        }

        @Override
        public Value onValue(Value value) {
            return value;
        }
    }
}
