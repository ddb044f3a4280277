package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mesophyll.master.LogText;

class GuardTextTest {
    @Test
    void text_for_the_log_is_one_line_without_control_sequences() {
        String safe = LogText.safe("a\r\nb\u001b[31mc\u2028d\\n\u202ee\u0000");

        assertThat(safe).isEqualTo("a\\u000d\\u000ab\\u001b[31mc\\u2028d\\u005cn\\u202ee\\u0000");
    }

    @Test
    void text_for_the_log_is_cut_and_says_so() {
        assertThat(LogText.safe("x".repeat(1_000))).hasSizeLessThan(160).endsWith("... (1000 characters)");
        assertThat(LogText.safe(null)).isEqualTo("-");
    }

    @Test
    void an_ipv6_address_counts_as_its_network() {
        assertThat(RemoteAddress.of("2001:db8:1:2:3:4:5:6")).isEqualTo(RemoteAddress.of("2001:db8:1:2::9%eth0"));
        assertThat(RemoteAddress.of("2001:db8:1:2::1")).isNotEqualTo(RemoteAddress.of("2001:db8:1:3::1"));
    }

    @Test
    void an_ipv4_address_counts_as_itself_in_either_form() {
        assertThat(RemoteAddress.of("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(RemoteAddress.of("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
    }

    @Test
    void an_address_that_is_none_is_taken_and_bounded() {
        assertThat(RemoteAddress.of("x".repeat(1_000))).hasSize(64);
        assertThat(RemoteAddress.of(":::::")).isEqualTo("unreadable");
    }

    @Test
    void a_query_parameter_is_decoded_and_counts_only_when_it_is_single() {
        QueryParameters query = QueryParameters.parse("id=1&token=a%2Bb+c&x=1&x=2&broken=%zz&=y&alone");

        assertThat(query.single("id")).contains("1");
        assertThat(query.single("token")).contains("a+b c");
        assertThat(query.single("x")).isEmpty();
        assertThat(query.has("x")).isTrue();
        assertThat(query.single("broken")).isEmpty();
        assertThat(query.has("alone")).isFalse();
    }

    @Test
    void error_ids_differ() {
        assertThat(ErrorId.next()).matches("[0-9a-f]{12}").isNotEqualTo(ErrorId.next());
    }
}
