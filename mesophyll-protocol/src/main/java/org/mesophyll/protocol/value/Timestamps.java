package org.mesophyll.protocol.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;

/** Points in time as RFC 3339 text: written in UTC with as few fraction digits of 0, 3, 6, 9 as hold them. */
public final class Timestamps {
    /** RFC 3339 text; refuses what it cannot write with an {@link IllegalArgumentException}. */
    public static final Codec<Instant> CODEC =
            Codecs.mapped(Codecs.TEXT, value -> DateTimeFormatter.ISO_INSTANT.format(check(value)), Timestamps::parse);

    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendValue(ChronoField.YEAR, 4)
            .appendPattern("-MM-dd'T'HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendOffset("+HH:MM", "Z")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Timestamps() {}

    /**
     * Returns its argument.
     *
     * @throws IllegalArgumentException if it is outside of the years 0000 to 9999
     */
    static Instant check(Instant value) {
        if (value.isBefore(EARLIEST) || value.isAfter(LATEST)) {
            throw new IllegalArgumentException("a timestamp is in the years 0000 to 9999 (RFC 3339)");
        }
        return value;
    }

    private static Instant parse(String text) {
        try {
            return check(RFC_3339.parse(text, OffsetDateTime::from).toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "a timestamp is RFC 3339 text with an offset, such as 2026-02-27T06:07:33Z");
        }
    }
}
