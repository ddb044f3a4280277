package org.mesophyll.protocol;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Frames of version 2 that an independent encoder made, and frames that every decoder must take or refuse. */
final class BatchVectors {
    private static final String RESOURCE = "/vectors-v2.json";

    private BatchVectors() {}

    /**
     * One entry of the file.
     *
     * @param messages what a decoder has to hand on, each in hexadecimal digits
     * @param accepted whether it has to take the whole frame
     */
    record Batch(String name, List<String> messages, String frame, boolean accepted) {
        byte[] bytes() {
            return HexFormat.of().parseHex(frame);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Returns the frames that we have to write like this. */
    static List<Batch> batch() {
        return read("batch");
    }

    /** Returns what every decoder has to take or refuse. */
    static List<Batch> decode() {
        return Stream.concat(batch().stream(), read("decode").stream()).toList();
    }

    private static List<Batch> read(String part) {
        try (InputStream file = BatchVectors.class.getResourceAsStream(RESOURCE);
                JsonReader json = Json.createReader(file)) {
            return json.readObject().getJsonArray(part).getValuesAs(JsonObject.class).stream()
                    .map(BatchVectors::batch)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read", e);
        }
    }

    private static Batch batch(JsonObject entry) {
        return new Batch(
                entry.getString("name"),
                entry.getJsonArray("messages").getValuesAs(JsonString::getString),
                entry.getString("frame"),
                entry.getBoolean("accepted", true));
    }
}
