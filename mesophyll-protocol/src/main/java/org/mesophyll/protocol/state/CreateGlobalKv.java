package org.mesophyll.protocol.state;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.value.Json;

/**
 * A global entry to be made.
 *
 * @param key 3 to 64 characters of A–Z a–z 0–9 . - _, with no dot at either end
 * @param version the author's number
 * @param shortDescription one line, at most {@value Limits#TEXT_BYTES} bytes
 * @param publicMetadata anything that everyone may see
 * @param scope what kind of thing it is
 * @param publicData whether everyone may see its data
 * @param longDescription a text, or null
 * @param data anything
 */
public record CreateGlobalKv(
        String key,
        int version,
        String shortDescription,
        Json publicMetadata,
        String scope,
        boolean publicData,
        @Nullable String longDescription,
        Json data) {
    private static final Pattern KEY_FORM = Pattern.compile("(?!\\.)[A-Za-z0-9._-]{3,64}(?<!\\.)");

    private static final Field<CreateGlobalKv, String> KEY = Field.text("key", CreateGlobalKv::key);
    private static final Field<CreateGlobalKv, Integer> VERSION =
            Field.of("version", Codecs.INT32, CreateGlobalKv::version);
    private static final Field<CreateGlobalKv, String> SHORT = Field.text("short", CreateGlobalKv::shortDescription);
    private static final Field<CreateGlobalKv, Json> PUBLIC_METADATA =
            Field.of("public_metadata", Json.CODEC, CreateGlobalKv::publicMetadata);
    private static final Field<CreateGlobalKv, String> SCOPE = Field.text("scope", CreateGlobalKv::scope);
    private static final Field<CreateGlobalKv, Boolean> PUBLIC_DATA =
            Field.of("public_data", Codecs.BOOLEAN, CreateGlobalKv::publicData);
    private static final Field<CreateGlobalKv, @Nullable String> LONG =
            Field.optional("long", Codecs.TEXT, CreateGlobalKv::longDescription);
    private static final Field<CreateGlobalKv, Json> DATA = Field.of("data", Json.CODEC, CreateGlobalKv::data);

    public static final Codec<CreateGlobalKv> CODEC = StructCodec.of(
            "CreateGlobalKv",
            List.of(KEY, VERSION, SHORT, PUBLIC_METADATA, SCOPE, PUBLIC_DATA, LONG, DATA),
            values -> new CreateGlobalKv(
                    values.get(KEY),
                    values.get(VERSION),
                    values.get(SHORT),
                    values.get(PUBLIC_METADATA),
                    values.get(SCOPE),
                    values.get(PUBLIC_DATA),
                    values.get(LONG),
                    values.get(DATA)));

    public CreateGlobalKv {
        if (!KEY_FORM.matcher(key).matches()) {
            throw new IllegalArgumentException("a global key is 3 to 64 characters of A-Z a-z 0-9 . - _,"
                    + " with no dot at either end; found one of " + key.length() + " characters");
        }
        Limits.check("short description", shortDescription);
        Limits.check("scope", scope);
        if (longDescription != null && longDescription.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a long description holds the character U+0000");
        }
    }

    @Override
    public String toString() {
        return "CreateGlobalKv[" + version + ", " + data + "]";
    }
}
