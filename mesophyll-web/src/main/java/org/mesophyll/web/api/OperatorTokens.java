package org.mesophyll.web.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.value.Bytes;

/** The operators' tokens, of which only hashes are kept. */
final class OperatorTokens {
    private static final int LEAST_CHARACTERS = 32;
    private static final int FIELDS = 3;

    private final List<Entry> entries;

    private OperatorTokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * An operator.
     *
     * @param role what they may do
     * @param name whom the file says they are
     */
    record Operator(Role role, String name) {}

    private record Entry(Operator operator, Bytes sha256) {}

    /**
     * Reads lines {@code role name token}; empty lines and those that start with # say nothing.
     *
     * @throws IllegalArgumentException if a line has another form, or a token is shorter than 32 characters; it tells the
     *     line's number, not its content
     */
    static OperatorTokens parse(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                entries.add(entry(line, i + 1));
            }
        }
        return new OperatorTokens(entries);
    }

    /** Returns whose token this is, after a time that does not depend on whose it is or where it differs. */
    Optional<Operator> find(String token) {
        byte[] shown = sha256(token).toByteArray();
        @Nullable Operator found = null;
        for (Entry entry : entries) {
            boolean same = MessageDigest.isEqual(entry.sha256().toByteArray(), shown);
            found = same ? entry.operator() : found;
        }
        return Optional.ofNullable(found);
    }

    private static Entry entry(String line, int number) {
        String[] fields = line.split("\\s+", -1);
        Optional<Role> role = Role.parse(fields[0]);
        if (fields.length != FIELDS || role.isEmpty()) {
            throw new IllegalArgumentException("line " + number
                    + " of the operator token file must be `role name token`, where role is operator or viewer");
        }
        if (fields[2].length() < LEAST_CHARACTERS) {
            throw new IllegalArgumentException("the token in line " + number + " of the operator token file has "
                    + fields[2].length() + " characters, at least " + LEAST_CHARACTERS + " are needed");
        }
        return new Entry(new Operator(role.get(), fields[1]), sha256(fields[2]));
    }

    private static Bytes sha256(String token) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
