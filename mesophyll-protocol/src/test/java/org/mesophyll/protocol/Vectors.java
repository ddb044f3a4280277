package org.mesophyll.protocol;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The bytes that an independent encoder made, and the bytes that every decoder must take or refuse. */
final class Vectors {
    private static final String RESOURCE = "/vectors.json";
    private static final String VERSION_2 = "/vectors-v2.json";

    private Vectors() {}

    /**
     * One entry of the file.
     *
     * @param name what it is of
     * @param hex the MessagePack
     * @param accepted whether a decoder has to take it
     */
    record Vector(String name, String hex, boolean accepted) {
        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Returns the values that every encoder has to write like this. */
    static List<Vector> encode() {
        return Stream.concat(read(RESOURCE, "encode").stream(), read(VERSION_2, "encode").stream())
                .toList();
    }

    /** Returns what every decoder has to take or refuse. */
    static List<Vector> decode() {
        return read(RESOURCE, "decode");
    }

    /** Returns the bytes of both parts. */
    static Stream<byte[]> all() {
        return Stream.concat(encode().stream(), decode().stream()).map(Vector::bytes);
    }

    private static List<Vector> read(String resource, String part) {
        try (InputStream file = Vectors.class.getResourceAsStream(resource);
                JsonReader json = Json.createReader(file)) {
            return json.readObject().getJsonArray(part).getValuesAs(JsonObject.class).stream()
                    .map(Vectors::vector)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    private static Vector vector(JsonObject entry) {
        return new Vector(entry.getString("name"), entry.getString("hex"), entry.getBoolean("accepted", true));
    }
}
