package org.mesophyll.master;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.mesophyll.master.config.LiteralSetting;

/**
 * One setting: its key, what it is when nobody sets it, and what it means.
 *
 * @param <T> its type
 */
public final class Setting<T> {
    private final String key;
    private final String defaultText;
    private final String meaning;
    private final String form;
    private final Function<String, T> parser;
    private final boolean literal;

    private Setting(String key, String defaultText, String meaning, String form, Function<String, T> parser) {
        this(key, defaultText, meaning, form, parser, false);
    }

    private Setting(
            String key, String defaultText, String meaning, String form, Function<String, T> parser, boolean literal) {
        this.key = key;
        this.defaultText = defaultText;
        this.meaning = meaning;
        this.form = form;
        this.parser = parser;
        this.literal = literal;
    }

    /** Declares a setting that is a whole number. */
    public static Setting<Integer> integer(String key, int defaultValue, String meaning) {
        return new Setting<>(key, Integer.toString(defaultValue), meaning, "a whole number", Integer::valueOf);
    }

    /** Declares a setting that is a whole number of 64 bits. */
    public static Setting<Long> longInteger(String key, long defaultValue, String meaning) {
        return new Setting<>(key, Long.toString(defaultValue), meaning, "a whole number", Long::valueOf);
    }

    /** Declares a setting that is a length of time. */
    public static Setting<Duration> duration(String key, Duration defaultValue, String meaning) {
        return new Setting<>(key, defaultValue.toString(), meaning, "a duration such as PT5S", Duration::parse);
    }

    /** Declares a setting that is true or false. */
    public static Setting<Boolean> flag(String key, boolean defaultValue, String meaning) {
        return new Setting<>(key, Boolean.toString(defaultValue), meaning, "true or false", Setting::parseFlag);
    }

    /** Declares a setting that is text; empty when nobody sets it, unless a default is given. */
    public static Setting<String> text(String key, String defaultText, String meaning) {
        return new Setting<>(key, defaultText, meaning, "text", Function.identity());
    }

    /** Declares a setting that is a list of texts, separated by commas. */
    public static Setting<List<String>> list(String key, String meaning) {
        return list(key, "", meaning);
    }

    /** Declares a setting that is a list of texts, separated by commas, and has a default. */
    public static Setting<List<String>> list(String key, String defaultText, String meaning) {
        return new Setting<>(key, defaultText, meaning, "a list separated by commas", Setting::parseList);
    }

    /** Returns this setting as a secret: its text is taken as it is written, see {@link LiteralSetting}. */
    public Setting<T> literal() {
        return new Setting<>(key, defaultText, meaning, form, parser, true);
    }

    public String key() {
        return key;
    }

    /** Returns the default as one would write it; empty if there is none. */
    public String defaultText() {
        return defaultText;
    }

    /** Returns what the setting means, in a sentence. */
    public String meaning() {
        return meaning;
    }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it has not the form of its type; the text names the key, never the value
     */
    public T read(Config config) {
        Optional<String> text = literal ? LiteralSetting.find(config, key) : config.getOptionalValue(key, String.class);
        try {
            return parser.apply(text.map(String::strip).orElse(defaultText));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalArgumentException("setting " + key + " must be " + form, e);
        }
    }

    /**
     * Reads a setting that has a range.
     *
     * @throws IllegalArgumentException if it has not the form of its type, or is out of its range; the text says what is allowed
     */
    public static <C extends Comparable<C>> C read(Setting<C> setting, Config config, C least, C most) {
        C value = setting.read(config);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    setting.key() + " is " + value + ", allowed are " + least + " to " + most);
        }
        return value;
    }

    private static Boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static List<String> parseList(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
