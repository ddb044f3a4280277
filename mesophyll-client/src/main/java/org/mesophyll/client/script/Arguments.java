package org.mesophyll.client.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** What a script handed to a function of the host; says what is wrong in the words of the function. */
final class Arguments {
    /** The scope of records for which a script names none. */
    static final Scopes DEFAULT_SCOPES = Scopes.of("default");

    private final String function;
    private final List<Value> values;

    Arguments(String function, List<Value> values) {
        this.function = function;
        this.values = values;
    }

    /** Returns an argument, or null if the script gave fewer. */
    Value value(int index) {
        return index < values.size() ? values.get(index) : Value.ofNull();
    }

    String text(int index, String what) throws HostRefusal {
        if (value(index) instanceof Value.Text text) {
            return text.value();
        }
        throw refusal(what + " is a text");
    }

    int number(int index, String what, int least, int most) throws HostRefusal {
        if (value(index) instanceof Value.Int64 number && number.value() >= least && number.value() <= most) {
            return (int) number.value();
        }
        throw refusal(what + " is a whole number from " + least + " to " + most);
    }

    /** Returns the bytes of a text or a buffer. */
    byte[] bytes(int index, String what) throws HostRefusal {
        Value value = value(index);
        if (value instanceof Value.Buffer buffer) {
            return buffer.value().toByteArray();
        }
        if (value instanceof Value.Text text) {
            return text.value().getBytes(StandardCharsets.UTF_8);
        }
        throw refusal(what + " is a text or a buffer");
    }

    List<String> texts(int index, String what) throws HostRefusal {
        List<String> texts = new ArrayList<>();
        if (value(index) instanceof Value.Sequence list) {
            for (Value each : list.values()) {
                if (each instanceof Value.Text text) {
                    texts.add(text.value());
                }
            }
            if (texts.size() == list.values().size()) {
                return texts;
            }
        }
        throw refusal(what + " is a list of texts");
    }

    /** Returns scopes: a text, a list of texts, or the default if there are none. */
    Scopes scopes(int index) throws HostRefusal {
        Value value = value(index);
        if (value instanceof Value.Null) {
            return DEFAULT_SCOPES;
        }
        return value instanceof Value.Text text ? Scopes.of(text.value()) : Scopes.of(texts(index, "scopes"));
    }

    private HostRefusal refusal(String what) {
        return new HostRefusal(function + ": " + what);
    }
}
