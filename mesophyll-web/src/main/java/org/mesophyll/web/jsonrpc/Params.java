package org.mesophyll.web.jsonrpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.value.Json;

/** The parameters of a call by their names, whether they came by name or by position. */
final class Params {
    private final Map<String, Json> values;

    private Params(Map<String, Json> values) {
        this.values = values;
    }

    /** Reads a part of JSON. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Json json) throws MalformedJsonException;
    }

    /**
     * Gives parameters their names.
     *
     * @throws RpcException if there are more than declared, others than declared, or fewer than required, or if one holds half
     *     of a surrogate pair, which nothing behind this door can carry
     */
    static Params of(@Nullable Json params, List<Param> declared) throws RpcException {
        Map<String, Json> values = new LinkedHashMap<>();
        requireWhole(params);
        if (params instanceof Json.Array array) {
            byPosition(array.elements(), declared, values);
        }
        if (params instanceof Json.Members object) {
            byName(object.members(), declared, values);
        }
        for (Param param : declared) {
            if (param.required() && !values.containsKey(param.name())) {
                throw new RpcException(RpcCode.INVALID_PARAMS, param.name() + " is missing");
            }
        }
        return new Params(values);
    }

    private static void requireWhole(@Nullable Json params) throws RpcException {
        try {
            if (params != null) {
                JsonShape.requireWhole(params, "params");
            }
        } catch (MalformedJsonException e) {
            throw new RpcException(RpcCode.INVALID_PARAMS, String.valueOf(e.getMessage()));
        }
    }

    private static void byPosition(List<Json> elements, List<Param> declared, Map<String, Json> values)
            throws RpcException {
        if (elements.size() > declared.size()) {
            throw new RpcException(
                    RpcCode.INVALID_PARAMS,
                    "there are " + elements.size() + " parameters, the method takes " + declared.size());
        }
        for (int i = 0; i < elements.size(); i++) {
            put(values, declared.get(i).name(), elements.get(i));
        }
    }

    private static void byName(Map<String, Json> members, List<Param> declared, Map<String, Json> values)
            throws RpcException {
        List<String> names = declared.stream().map(Param::name).toList();
        for (Map.Entry<String, Json> member : members.entrySet()) {
            if (!names.contains(member.getKey())) {
                throw new RpcException(
                        RpcCode.INVALID_PARAMS,
                        names.isEmpty()
                                ? "the method takes no parameters"
                                : "a parameter is none of " + String.join(", ", names));
            }
            put(values, member.getKey(), member.getValue());
        }
    }

    /** What is null is not there. */
    private static void put(Map<String, Json> values, String name, Json value) {
        if (!(value instanceof Json.Null)) {
            values.put(name, value);
        }
    }

    <T> Optional<T> optional(String name, Reading<T> reading) throws RpcException {
        Json value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.read(value));
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw new RpcException(RpcCode.INVALID_PARAMS, String.valueOf(e.getMessage()));
        }
    }

    <T> T required(String name, Reading<T> reading) throws RpcException {
        Optional<T> value = optional(name, reading);
        if (value.isEmpty()) {
            throw new RpcException(RpcCode.INVALID_PARAMS, name + " is missing");
        }
        return value.get();
    }

    String text(String name) throws RpcException {
        return required(name, json -> JsonShape.text(json, name));
    }

    Optional<String> optionalText(String name) throws RpcException {
        return optional(name, json -> JsonShape.text(json, name));
    }
}
