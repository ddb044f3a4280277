package org.mesophyll.protocol.state;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Limits;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
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

    public static final Codec<CreateGlobalKv> CODEC =
            new StructCodec<>(
                    "CreateGlobalKv",
                    List.of("key", "version", "short", "public_metadata", "scope", "public_data", "long", "data"),
                    Set.of("long")) {
                @Override
                protected void writeFields(CreateGlobalKv value, MessageWriter out) {
                    out.writeText(value.key);
                    out.writeInteger(value.version);
                    out.writeText(value.shortDescription);
                    Json.CODEC.write(value.publicMetadata, out);
                    out.writeText(value.scope);
                    out.writeBoolean(value.publicData);
                    out.writeOptionalText(value.longDescription);
                    Json.CODEC.write(value.data, out);
                }

                @Override
                protected CreateGlobalKv readFields(MessageReader in) throws MalformedMessageException {
                    return new CreateGlobalKv(
                            in.readText(),
                            in.readInt32(),
                            in.readText(),
                            Json.CODEC.read(in),
                            in.readText(),
                            in.readBoolean(),
                            in.readOptionalText(),
                            Json.CODEC.read(in));
                }
            };

    public CreateGlobalKv {
        if (!KEY_FORM.matcher(key).matches()) {
            throw new IllegalArgumentException("a global key is 3 to 64 characters of A-Z a-z 0-9 . - _,"
                    + " with no dot at either end; found one of " + key.length() + " characters");
        }
        Limits.check("short description", shortDescription);
        Limits.check("scope", scope);
        if (longDescription != null) {
            Limits.checkStorable("long description", longDescription);
        }
    }

    @Override
    public String toString() {
        return "CreateGlobalKv[" + version + ", " + data + "]";
    }
}
