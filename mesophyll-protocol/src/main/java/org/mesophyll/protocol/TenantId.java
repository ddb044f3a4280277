package org.mesophyll.protocol;

import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.EnumCodec;
import org.mesophyll.protocol.codec.Kind;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;

/**
 * Names a tenant.
 *
 * @param kind what it is
 * @param id the 64 bits of an unsigned number below 2⁶⁴−1
 */
public record TenantId(TenantKind kind, long id) {
    private static final int MOST_DIGITS = 20;
    private static final long RESERVED = -1L;
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L; // 2⁶⁴ by the golden ratio
    private static final Codec<TenantKind> KIND = EnumCodec.of(TenantKind.class, TenantKind::wireName);

    public static final Codec<TenantId> CODEC = new StructCodec<>("TenantId", "type", "id") {
        @Override
        protected void writeFields(TenantId value, MessageWriter out) {
            KIND.write(value.kind, out);
            out.writeDecimalText(value.id);
        }

        @Override
        protected TenantId readFields(MessageReader in) throws MalformedMessageException {
            return new TenantId(KIND.read(in), readId(in));
        }
    };

    public TenantId {
        if (id == RESERVED) {
            throw new IllegalArgumentException("a tenant's id is below 2^64-1");
        }
    }

    /** Returns the guild with an id. */
    public static TenantId guild(long id) {
        return new TenantId(TenantKind.GUILD, id);
    }

    /** Returns the user with an id. */
    public static TenantId user(long id) {
        return new TenantId(TenantKind.USER, id);
    }

    /**
     * Returns the tenant with a kind and a decimal id.
     *
     * @throws IllegalArgumentException if the id is not 1 to 20 decimal digits of a number below 2⁶⁴−1
     */
    public static TenantId of(TenantKind kind, String decimalId) {
        return new TenantId(kind, parseId(decimalId));
    }

    /** Returns the id as the decimal digits of an unsigned number. */
    public String decimalId() {
        return Long.toUnsignedString(id);
    }

    /** Spreads ids that differ in their upper bits only, as those of one worker's tenants may. */
    @Override
    public int hashCode() {
        return 31 * Long.hashCode(id * SPREAD) + kind.hashCode();
    }

    /** Returns {@code guild:1} or {@code user:1}. */
    @Override
    public String toString() {
        return kind.lowerCaseName() + ":" + decimalId();
    }

    /**
     * Returns the tenant that {@link #toString()} names.
     *
     * @throws IllegalArgumentException if the text has not that form
     */
    public static TenantId parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a tenant is guild:<id> or user:<id>");
        }
        return of(TenantKind.parse(text.substring(0, colon)), text.substring(colon + 1));
    }

    private static long readId(MessageReader in) throws MalformedMessageException {
        return in.peek() == Kind.INTEGER ? in.readUnsigned() : in.readDecimalText();
    }

    private static long parseId(String decimal) {
        if (decimal.isEmpty() || decimal.length() > MOST_DIGITS || !isDigits(decimal)) {
            throw new IllegalArgumentException("a tenant's id is 1 to " + MOST_DIGITS + " decimal digits");
        }
        try {
            return Long.parseUnsignedLong(decimal);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a tenant's id is below 2^64-1", e);
        }
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
