package org.mesophyll.client.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mesophyll.client.StateClient;
import org.mesophyll.client.json.PlainValue;
import org.mesophyll.client.json.PlainValueForm;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** What scripts may do with a tenant's state at the master; each method is a function of the host. */
final class StateFunctions {
    private final StateClient state;
    private final TenantId tenant;

    StateFunctions(StateClient state, TenantId tenant) {
        this.state = state;
        this.tenant = tenant;
    }

    /** {@code kv.get(key, scopes)}: the record's value, or null. */
    Value get(Arguments arguments) throws HostRefusal {
        Optional<KvRecord> record = state.get(tenant, arguments.scopes(1), arguments.text(0, "the key"));
        return record.map(KvRecord::value).orElseGet(Value::ofNull);
    }

    /** {@code kv.set(key, value, scopes)}. */
    Value set(Arguments arguments) throws HostRefusal {
        Scopes scopes = writable(arguments.scopes(2));
        state.set(tenant, scopes, arguments.text(0, "the key"), arguments.value(1));
        return Value.ofNull();
    }

    /** {@code kv.delete(key, scopes)}. */
    Value delete(Arguments arguments) throws HostRefusal {
        Scopes scopes = writable(arguments.scopes(1));
        state.delete(tenant, scopes, arguments.text(0, "the key"));
        return Value.ofNull();
    }

    /** {@code kv.find(pattern, scopes)}: a list of maps with {@code key}, {@code value} and {@code scopes}. */
    Value find(Arguments arguments) throws HostRefusal {
        LikePattern pattern = new LikePattern(arguments.text(0, "the pattern"));
        List<Value> found = new ArrayList<>();
        state.find(tenant, arguments.scopes(1), pattern).forEach(record -> found.add(recordValue(record)));
        return new Value.Sequence(found);
    }

    /** {@code kv.scopes()}: a list of texts. */
    Value scopes(Arguments arguments) {
        return texts(state.listScopes(tenant));
    }

    /** {@code global.get(key, version, scope)}: an approved entry's data, or null if there is none. */
    Value globalGet(Arguments arguments) throws HostRefusal {
        int version = arguments.number(1, "the version", 0, Integer.MAX_VALUE);
        Optional<GlobalKv> entry =
                state.getGlobal(arguments.text(0, "the key"), version, arguments.text(2, "the scope"), tenant);
        return entry.isPresent() ? PlainValue.of(data(entry.get())) : Value.ofNull();
    }

    /** {@code global.find(pattern, scope)}: a list of maps with what the catalogue shows. */
    Value globalFind(Arguments arguments) throws HostRefusal {
        LikePattern pattern = new LikePattern(arguments.text(0, "the pattern"));
        List<Value> found = new ArrayList<>();
        state.findGlobal(pattern, arguments.text(1, "the scope")).forEach(entry -> found.add(entryValue(entry)));
        return new Value.Sequence(found);
    }

    /** {@code state.get()}: a map with {@code events} and {@code data}, or null if nothing was set. */
    Value stateGet(Arguments arguments) {
        return state.tenantState(tenant)
                .map(set -> Value.map(Map.of("events", texts(set.events()), "data", PlainValue.of(set.data()))))
                .orElseGet(Value::ofNull);
    }

    /** {@code state.set(events, data)}. */
    Value stateSet(Arguments arguments) throws HostRefusal {
        Set<String> events = new LinkedHashSet<>(arguments.texts(0, "events"));
        Json data = PlainValueForm.of(arguments.value(1));
        state.setTenantState(tenant, new TenantState(events, data));
        return Value.ofNull();
    }

    /** Returns the data of a global entry. */
    static Json data(GlobalKv entry) throws HostRefusal {
        if (entry.data() instanceof GlobalKvData.Data data) {
            return data.data();
        }
        throw new HostRefusal("the tenant has not bought " + entry.partial().key());
    }

    private static Scopes writable(Scopes scopes) throws HostRefusal {
        for (String name : StatePrograms.RESERVED_SCOPES) {
            if (scopes.names().contains(name)) {
                throw new HostRefusal("scripts do not write records of the scope " + name);
            }
        }
        return scopes;
    }

    private static Value recordValue(KvRecord record) {
        Map<String, Value> entries = new LinkedHashMap<>();
        entries.put("key", Value.of(record.key()));
        entries.put("value", record.value());
        entries.put("scopes", texts(record.scopes().names()));
        return Value.map(entries);
    }

    private static Value entryValue(PartialGlobalKv entry) {
        Map<String, Value> entries = new LinkedHashMap<>();
        entries.put("key", Value.of(entry.key()));
        entries.put("version", Value.of(entry.version()));
        entries.put("scope", Value.of(entry.scope()));
        Long price = entry.price();
        entries.put("price", price == null ? Value.ofNull() : Value.of(price));
        return Value.map(entries);
    }

    private static Value texts(Iterable<String> texts) {
        List<Value> values = new ArrayList<>();
        texts.forEach(text -> values.add(Value.of(text)));
        return new Value.Sequence(values);
    }
}
