package org.mesophyll.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/**
 * The protocol's shapes, written down a second time: turns what we write into other forms that a decoder must take, with
 * fields by name in any order, and variants by index.
 */
@FunctionalInterface
interface WireShape {
    Value recode(Value value, Random random);

    WireShape ANY = (value, random) -> value;

    WireShape TENANT = struct("type id", Map.of());

    WireShape VALUE = choice(
            "Text Integer UnsignedInteger Float Boolean Buffer Vector Map List"
                    + " Timestamptz Interval TimeZone LazyStringMap Null",
            Map.of("Map", list(list(WireShape::recodeValue)), "List", list(WireShape::recodeValue)));

    WireShape EVENT_DATA = choice("Json RawValue KhronosValue", Map.of("KhronosValue", VALUE));

    WireShape EVENT = struct("name author? data", Map.of("data", EVENT_DATA));

    WireShape SERVER_MESSAGE = choice(
            "Hello DispatchEvent RunScript DropWorker TenantChanged GlobalChanged Cancel Epoch",
            Map.of(
                    "Hello", struct("heartbeat_interval_ms", Map.of()),
                    "DispatchEvent", struct("id event req_id?", Map.of("id", TENANT, "event", EVENT)),
                    "RunScript", struct("id name code event req_id", Map.of("id", TENANT, "event", EVENT)),
                    "DropWorker", struct("id req_id", Map.of("id", TENANT)),
                    "TenantChanged", struct("id", Map.of("id", TENANT)),
                    "GlobalChanged", struct("key version scope", Map.of()),
                    "Cancel", struct("req_id", Map.of()),
                    "Epoch", struct("epoch", Map.of())));

    WireShape CLIENT_MESSAGE = choice(
            "DispatchResponse Heartbeat ScriptLine",
            Map.of(
                    "DispatchResponse",
                    struct("req_id result", Map.of("result", choice("Ok Err", Map.of("Ok", VALUE)))),
                    "Heartbeat",
                    struct("", Map.of()),
                    "ScriptLine",
                    struct("id line req_id?", Map.of("id", TENANT))));

    WireShape RPC_REQUEST = choice(
            "Heartbeat DispatchEvent",
            Map.of(
                    "Heartbeat", struct("", Map.of()),
                    "DispatchEvent", struct("id event", Map.of("id", TENANT, "event", EVENT))));

    WireShape RPC_RESPONSE = choice(
            "Heartbeat DispatchEvent Error",
            Map.of(
                    "Heartbeat", struct("time", Map.of()),
                    "DispatchEvent", struct("value", Map.of("value", VALUE))));

    WireShape KEY_VALUE_OP = choice(
            "Get ListScopes Set Delete Find",
            Map.of(
                    "Get", struct("scopes key", Map.of()),
                    "ListScopes", struct("", Map.of()),
                    "Set", struct("scopes key value", Map.of("value", VALUE)),
                    "Delete", struct("scopes key", Map.of()),
                    "Find", struct("scopes prefix", Map.of())));

    WireShape PUBLIC_GLOBAL_KEY_VALUE_OP = choice(
            "Find Get",
            Map.of(
                    "Find", struct("query scope", Map.of()),
                    "Get", struct("key version scope id?", Map.of("id", TENANT))));

    WireShape CREATE_GLOBAL_KV = struct("key version short public_metadata scope public_data long? data", Map.of());

    WireShape GLOBAL_KEY_VALUE_OP = choice(
            "Create Delete",
            Map.of(
                    "Create", struct("entry", Map.of("entry", CREATE_GLOBAL_KV)),
                    "Delete", struct("key version scope", Map.of())));

    WireShape TENANT_STATE = struct("events data", Map.of());

    WireShape KV_RECORD = struct("id key value scopes created_at? last_updated_at?", Map.of("value", VALUE));

    WireShape PARTIAL_GLOBAL_KV = struct(
            "key version owner_id owner_type price? short public_metadata scope created_at last_updated_at"
                    + " public_data review_state long?",
            Map.of());

    WireShape GLOBAL_KV =
            struct("partial data", Map.of("partial", PARTIAL_GLOBAL_KV, "data", WireShape::recodeGlobalKvData));

    /** Gives the fields of an array their names; a question mark says that a nil may be left out. */
    private static WireShape struct(String names, Map<String, WireShape> shapes) {
        String[] fieldNames = names.split(" ", 0);
        return (value, random) -> {
            List<Value> elements = value.asArrayValue().list();
            List<Map.Entry<Value, Value>> fields = new ArrayList<>();
            fields.add(Map.entry(ValueFactory.newString("of a later version"), value));
            for (int i = 0; i < elements.size(); i++) {
                String name = fieldNames[i].replace("?", "");
                Value field = elements.get(i);
                if (!field.isNilValue()) {
                    field = shapes.getOrDefault(name, ANY).recode(field, random);
                } else if (fieldNames[i].endsWith("?") && random.nextBoolean()) {
                    continue;
                }
                fields.add(Map.entry(ValueFactory.newString(name), field));
            }
            Collections.shuffle(fields, random);
            return ValueFactory.newMap(fields.stream()
                    .flatMap(field -> List.of(field.getKey(), field.getValue()).stream())
                    .toArray(Value[]::new));
        };
    }

    /** Gives a variant its index, or a bare one an entry of nil. */
    private static WireShape choice(String names, Map<String, WireShape> shapes) {
        List<String> variants = List.of(names.split(" ", 0));
        return (value, random) -> {
            if (value.isStringValue()) {
                Value index = ValueFactory.newInteger(
                        variants.indexOf(value.asStringValue().asString()));
                return random.nextBoolean() ? index : ValueFactory.newMap(value, ValueFactory.newNil());
            }
            Map.Entry<Value, Value> entry =
                    value.asMapValue().entrySet().iterator().next();
            String name = entry.getKey().asStringValue().asString();
            return ValueFactory.newMap(
                    ValueFactory.newInteger(variants.indexOf(name)),
                    shapes.getOrDefault(name, ANY).recode(entry.getValue(), random));
        };
    }

    private static WireShape list(WireShape element) {
        return (value, random) -> ValueFactory.newArray(value.asArrayValue().list().stream()
                .map(each -> element.recode(each, random))
                .toArray(Value[]::new));
    }

    private static Value recodeValue(Value value, Random random) {
        return VALUE.recode(value, random);
    }

    private static Value recodeGlobalKvData(Value value, Random random) {
        String names = value.asArrayValue().size() == 2 ? "type purchase_url" : "type data opaque";
        return struct(names, Map.of()).recode(value, random);
    }
}
