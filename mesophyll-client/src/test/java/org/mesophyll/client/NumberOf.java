package org.mesophyll.client;

import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** Returns the value that a test's event carries. */
final class NumberOf implements EventData.Reader<Value> {
    @Override
    public Value onJson(Json json) {
        throw new AssertionError("the test's events carry values");
    }

    @Override
    public Value onJsonText(String text) {
        throw new AssertionError("the test's events carry values");
    }

    @Override
    public Value onValue(Value value) {
        return value;
    }
}
