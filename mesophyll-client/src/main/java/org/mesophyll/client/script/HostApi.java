package org.mesophyll.client.script;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.value.Value;

/**
 * What a tenant's scripts may call, the same in every language.
 *
 * @param functions by their names; {@code kv.get} is the function {@code get} of the table or object {@code kv}
 */
public record HostApi(Map<String, Function> functions) {
    /** Nothing at all. */
    public static final HostApi NONE = new HostApi(Map.of());

    public HostApi {
        functions = Map.copyOf(functions);
    }

    /** Returns these functions and another. */
    HostApi with(String name, Function function) {
        Map<String, Function> all = new HashMap<>(functions);
        all.put(name, function);
        return new HostApi(all);
    }

    /** Something that a script may call. */
    @FunctionalInterface
    public interface Function {
        /**
         * Does it, on the thread that runs the script; may block.
         *
         * @throws HostRefusal if it was not done; the script gets to know why and may go on
         * @throws InterruptedException if the script was stopped meanwhile
         */
        Value call(List<Value> arguments) throws HostRefusal, InterruptedException;
    }
}
