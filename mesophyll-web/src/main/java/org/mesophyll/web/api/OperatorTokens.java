package org.mesophyll.web.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TokenHash;
import org.mesophyll.protocol.TokenText;
import org.mesophyll.protocol.value.Bytes;

/** The operators' tokens, of which only hashes are kept. */
final class OperatorTokens {
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
     * Takes lines {@code role name token}.
     *
     * @throws IllegalArgumentException if a line has another form, or a token is shorter than {@value TokenText#LEAST_CHARACTERS}
     *     characters; it tells the line's number, not its content
     */
    static OperatorTokens parse(List<TokenText.Line> lines) {
        return new OperatorTokens(lines.stream().map(OperatorTokens::entry).toList());
    }

    /** Returns whose token this is, after a time that does not depend on whose it is or where it differs. */
    Optional<Operator> find(String token) {
        Bytes shown = TokenHash.of(token);
        @Nullable Operator found = null;
        for (Entry entry : entries) {
            boolean same = TokenHash.same(entry.sha256(), shown);
            found = same ? entry.operator() : found;
        }
        return Optional.ofNullable(found);
    }

    private static Entry entry(TokenText.Line line) {
        List<String> fields = line.words();
        Optional<Role> role = Role.parse(fields.get(0));
        if (fields.size() != FIELDS || role.isEmpty()) {
            throw new IllegalArgumentException("line " + line.number()
                    + " of the operator token file must be `role name token`, where role is operator or viewer");
        }
        String token = TokenText.checkChosen(
                "the token in line " + line.number() + " of the operator token file", fields.get(2));
        return new Entry(new Operator(role.get(), fields.get(1)), TokenHash.of(token));
    }
}
