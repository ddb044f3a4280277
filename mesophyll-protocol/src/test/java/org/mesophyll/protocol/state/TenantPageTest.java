package org.mesophyll.protocol.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.DecodeLimits;

class TenantPageTest {
    private static final TenantId TENANT = TenantId.guild(1064135068928454766L);

    @Test
    void is_the_bytes_that_the_protocol_prints() throws Exception {
        TenantPage last = new TenantPage(List.of(TENANT), null);
        byte[] bytes = HexFormat.of().parseHex("929192a54775696c64b331303634313335303638393238343534373636c0");

        assertThat(TenantPage.CODEC.encode(last)).isEqualTo(bytes);
        assertThat(TenantPage.CODEC.decode(bytes, DecodeLimits.DEFAULT)).isEqualTo(last);
    }

    @Test
    void says_where_the_next_one_begins() throws Exception {
        TenantPage page = new TenantPage(List.of(), TENANT);

        assertThat(TenantPage.CODEC.decode(TenantPage.CODEC.encode(page), DecodeLimits.DEFAULT))
                .isEqualTo(page);
    }
}
