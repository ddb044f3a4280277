package org.mesophyll.protocol.state;

import java.util.Locale;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.EnumCodec;

/** Where a global entry stands with the staff. */
public enum ReviewState {
    /** Not looked at yet; only its owner knows of it. */
    PENDING,
    /** Visible to everyone. */
    APPROVED,
    /** Looked at and refused; not visible. */
    REJECTED;

    public static final Codec<ReviewState> CODEC = EnumCodec.of(ReviewState.class, ReviewState::wireName);

    /** Returns the name in messages and columns: {@code pending}, {@code approved}, {@code rejected}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the state of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ReviewState parse(String wireName) {
        for (ReviewState state : values()) {
            if (state.wireName().equals(wireName)) {
                return state;
            }
        }
        throw new IllegalArgumentException("a review state is pending, approved or rejected");
    }
}
