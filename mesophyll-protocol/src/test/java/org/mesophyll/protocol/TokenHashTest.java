package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.value.Bytes;

class TokenHashTest {
    private static final Bytes HASH = TokenHash.of("a token");

    @Test
    void is_the_same_for_the_same_token_only() {
        assertThat(TokenHash.same(HASH, TokenHash.of("a token"))).isTrue();
        assertThat(TokenHash.same(HASH, TokenHash.of("a tokem"))).isFalse();
        assertThat(TokenHash.same(HASH, TokenHash.of(""))).isFalse();
    }

    @Test
    void finds_a_difference_in_every_byte() {
        for (int i = 0; i < HASH.length(); i++) {
            byte[] other = HASH.toByteArray();
            other[i] ^= 1;

            assertThat(TokenHash.same(HASH, Bytes.copyOf(other))).isFalse();
        }
    }

    @Test
    void compares_nothing_that_is_no_hash() {
        Bytes token = Bytes.copyOf(new byte[31]);

        assertThatIllegalArgumentException().isThrownBy(() -> TokenHash.same(HASH, token));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenHash.same(token, token));
    }
}
