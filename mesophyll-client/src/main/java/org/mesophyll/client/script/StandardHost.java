package org.mesophyll.client.script;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mesophyll.client.StateClient;
import org.mesophyll.client.json.PlainValue;
import org.mesophyll.client.json.PlainValueForm;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.value.Value;

/**
 * What a worker of Mesophyll offers scripts, the same in every language ({@code docs/scripts.md}).
 *
 * <p>A script that calls wrongly, or too often, or whom the master refuses, gets an error that it can catch.
 */
public final class StandardHost implements HostApis {
    private static final int MOST_RANDOM_BYTES = 1024;

    private final StateClient state;
    private final int callsPerSecond;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final SecureRandom random = new SecureRandom();

    /** A function of the host with its arguments checked. */
    private interface Body {
        Value call(Arguments arguments) throws HostRefusal;
    }

    /**
     * Makes a host.
     *
     * @param state serves what scripts do with records
     * @param callsPerSecond how often one tenant's scripts may call in a second
     */
    public StandardHost(StateClient state, int callsPerSecond) {
        this(state, callsPerSecond, Clock.systemUTC(), System::nanoTime);
    }

    StandardHost(StateClient state, int callsPerSecond, Clock clock, LongSupplier nanoClock) {
        this.state = state;
        this.callsPerSecond = callsPerSecond;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    @Override
    public HostApi of(TenantId tenant, Set<Capability> capabilities, Consumer<String> log) {
        CallRate rate = new CallRate(callsPerSecond, nanoClock);
        Map<String, HostApi.Function> functions = new HashMap<>();
        capabilities.forEach(capability -> bodies(capability, tenant, log)
                .forEach((name, body) -> functions.put(name, guarded(name, rate, body))));
        return new HostApi(functions);
    }

    private Map<String, Body> bodies(Capability capability, TenantId tenant, Consumer<String> log) {
        StateFunctions records = new StateFunctions(state, tenant);
        return switch (capability) {
            case KV ->
                Map.of(
                        "kv.get", records::get,
                        "kv.set", records::set,
                        "kv.delete", records::delete,
                        "kv.find", records::find,
                        "kv.scopes", records::scopes);
            case GLOBAL -> Map.of("global.get", records::globalGet, "global.find", records::globalFind);
            case STATE -> Map.of("state.get", records::stateGet, "state.set", records::stateSet);
            case LOG -> Map.of("log", arguments -> log(log, arguments));
            case CLOCK -> Map.of("clock.now", arguments -> new Value.Timestamp(clock.instant()));
            case RANDOM -> Map.of("random.bytes", this::randomBytes);
            case JSON -> Map.of("json.encode", StandardHost::encodeJson, "json.decode", StandardHost::decodeJson);
            case BASE64 ->
                Map.of("base64.encode", StandardHost::encodeBase64, "base64.decode", StandardHost::decodeBase64);
            case DISPATCH -> Map.of(); // it takes the tenant's turns, which the worker has
        };
    }

    private static HostApi.Function guarded(String name, CallRate rate, Body body) {
        return arguments -> {
            rate.count();
            return MasterCalls.run(() -> body.call(new Arguments(name, arguments)));
        };
    }

    /** {@code log(text)}: a line for operators, of which at most 500 characters count. */
    private static Value log(Consumer<String> log, Arguments arguments) throws HostRefusal {
        log.accept(arguments.text(0, "the line"));
        return Value.ofNull();
    }

    private Value randomBytes(Arguments arguments) throws HostRefusal {
        byte[] bytes = new byte[arguments.number(0, "how many", 1, MOST_RANDOM_BYTES)];
        random.nextBytes(bytes);
        return Value.of(bytes);
    }

    private static Value encodeJson(Arguments arguments) {
        return Value.of(JsonText.text(PlainValueForm.of(arguments.value(0))));
    }

    private static Value decodeJson(Arguments arguments) throws HostRefusal {
        try {
            return PlainValue.of(JsonText.parseLossy(arguments.text(0, "the JSON")));
        } catch (MalformedJsonException e) {
            throw new HostRefusal("this is not JSON: " + e.getMessage());
        }
    }

    private static Value encodeBase64(Arguments arguments) throws HostRefusal {
        return Value.of(Base64.getEncoder().encodeToString(arguments.bytes(0, "what to encode")));
    }

    private static Value decodeBase64(Arguments arguments) throws HostRefusal {
        String text = arguments.text(0, "the Base64");
        try {
            return Value.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new HostRefusal("this is not Base64");
        }
    }
}
