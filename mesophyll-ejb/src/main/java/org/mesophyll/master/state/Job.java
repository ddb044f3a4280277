package org.mesophyll.master.state;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.value.Value;

/**
 * A script that runs without anybody waiting for it.
 *
 * @param by who asked for it, at most {@value #MOST_CHARACTERS} characters
 * @param name what errors call the script, at most {@value #MOST_CHARACTERS} characters
 * @param code its source, at most {@value #MOST_CODE} characters
 * @param event what the script may look at, at most {@value #MOST_EVENT_BYTES} bytes on the wire
 * @param timeout how long it may take, the wait for its worker included
 * @param language what it is written in, or null if that was not said
 * @param runAgain whether it is run again if the master ends while it runs
 */
public record Job(
        JobId id,
        TenantId tenant,
        String by,
        String name,
        String code,
        Event event,
        Duration timeout,
        @Nullable String language,
        boolean runAgain,
        Progress progress) {
    static final int MOST_CHARACTERS = 200;
    static final int MOST_CODE = 1 << 20;
    static final int MOST_EVENT_BYTES = 1 << 20;

    /**
     * Checks that every database keeps it.
     *
     * @throws IllegalArgumentException if something is too large, or has characters or a depth that cannot be written; says what
     */
    public Job {
        requireStorable("name", name, MOST_CHARACTERS);
        requireStorable("caller's name", by, MOST_CHARACTERS);
        requireStorable("code", code, MOST_CODE);
        byte[] unused = encoded(event);
    }

    /** Returns its event as a row keeps it. */
    byte[] encodedEvent() {
        return encoded(event);
    }

    private static byte[] encoded(Event event) {
        byte[] bytes;
        try {
            bytes = Event.CODEC.encode(event);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a job's event: " + e.getMessage(), e);
        }
        if (bytes.length > MOST_EVENT_BYTES) {
            throw new IllegalArgumentException(
                    "a job's event is " + bytes.length + " bytes, the limit is " + MOST_EVENT_BYTES);
        }
        return bytes;
    }

    /**
     * How far it has come.
     *
     * @param started when it was handed to the worker, or null
     * @param ended when it ended, or null
     * @param result what the script returned, or null
     * @param error why it returned nothing, or null
     */
    public record Progress(
            JobState state,
            Instant created,
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable Value result,
            @Nullable String error) {
        /** Returns the progress of a job that was just made. */
        public static Progress made(Instant now) {
            return new Progress(JobState.PENDING, now, null, null, null, null);
        }
    }

    /** Tells nothing of code, event or result, which do not belong into logs. */
    @Override
    public String toString() {
        return "Job[" + id + ", " + tenant + ", " + progress.state() + "]";
    }

    private static void requireStorable(String what, String text, int most) {
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    "a job's " + what + " has " + text.length() + " characters, the limit is " + most);
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a job's " + what + " must not have the character U+0000");
        }
        try {
            byte[] unused = Codecs.TEXT.encode(text); // refuses half of a surrogate pair
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a job's " + what + ": " + e.getMessage(), e);
        }
    }
}
