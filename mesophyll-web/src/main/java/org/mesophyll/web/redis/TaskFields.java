package org.mesophyll.web.redis;

import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a task's hash says; those of its fields that the master reads. */
final class TaskFields {
    static final String JOB = "job";
    static final String TENANT = "tenant";
    static final String SCRIPT = "script";
    static final String NAME = "name";
    static final String EVENT = "event";
    static final String TIMEOUT = "timeout";
    static final String LANGUAGE = "language";
    static final String RUN_AGAIN = "run_again";
    static final String REPLY = "reply";

    /** All of them, in the order in which they are asked for. */
    static final List<String> READ = List.of(JOB, TENANT, SCRIPT, NAME, EVENT, TIMEOUT, LANGUAGE, RUN_AGAIN, REPLY);

    /** How large one may be: a script of the most characters that a job holds fits in any of its encodings. */
    static final int MOST_BYTES = 1 << 22;

    private static final int MOST_REPLY = 200;

    private final Map<String, byte[]> fields = new HashMap<>();

    /** Takes what Redis answered, in the order of {@link #READ}; null is a field that is not there. */
    TaskFields(List<?> answered) {
        for (int i = 0; i < READ.size(); i++) {
            if (answered.get(i) instanceof byte[] value) {
                fields.put(READ.get(i), value);
            }
        }
    }

    /**
     * Returns a field as text.
     *
     * @throws MalformedTaskException if it is not UTF-8
     */
    Optional<String> text(String field) throws MalformedTaskException {
        byte[] value = fields.get(field);
        try {
            return value == null ? Optional.empty() : Optional.of(Utf8.decode(value));
        } catch (CharacterCodingException e) {
            throw new MalformedTaskException("the field " + field + " is not UTF-8");
        }
    }

    /**
     * Returns a field that has to be there, as text.
     *
     * @throws MalformedTaskException if it is not there, or not UTF-8
     */
    String required(String field) throws MalformedTaskException {
        return text(field).orElseThrow(() -> new MalformedTaskException("the field " + field + " is missing"));
    }

    /**
     * Returns where the end is to be told of: the name of a list, or null.
     *
     * @throws MalformedTaskException if it is too long, or not UTF-8
     */
    @Nullable String reply() throws MalformedTaskException {
        String list = text(REPLY).orElse("");
        if (list.length() > MOST_REPLY) {
            throw new MalformedTaskException(
                    "the field reply has " + list.length() + " characters, the limit is " + MOST_REPLY);
        }
        return list.isEmpty() ? null : list;
    }
}
