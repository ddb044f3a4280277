package org.mesophyll.web.guard;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The body of one answer in memory. The first {@value #FREE_BYTES} bytes cost nothing; more are reserved in a budget before
 * they are allocated.
 *
 * <p>Used by one thread at a time.
 */
final class AnswerBytes {
    /** Size up to which an answer is one array and needs no budget. */
    static final int FREE_BYTES = 16 * 1024;

    private static final int LEAST_PIECE = 1024;
    private static final int LARGEST_PIECE = 256 * 1024;
    private static final int WRITTEN_AT_ONCE = 32 * 1024;
    private static final byte[] NONE = {};

    private final ByteBudget budget;
    private final Supplier<String> address;
    private Deque<byte[]> full = new ArrayDeque<>(0); // before the last piece; all are full
    private byte[] last = NONE;
    private int lastLength;
    private long length;
    private int written; // of the first piece
    private String holder = ""; // of what is reserved
    private long reserved;

    /**
     * Makes an empty body.
     *
     * @param address says whose bytes they are, see {@link RemoteAddress#of}; asked once, if at all
     */
    AnswerBytes(ByteBudget budget, Supplier<String> address) {
        this.budget = budget;
        this.address = address;
    }

    /** Returns the bytes that are here, those already written included. */
    long length() {
        return length;
    }

    /** Returns whether all bytes are in one array, and few enough for any send buffer. */
    boolean isSmall() {
        return length <= FREE_BYTES;
    }

    /** Adds bytes; unless this returns {@code GRANTED}, only some of them were added. */
    ByteBudget.Reservation append(byte[] from, int offset, int count) {
        int at = offset;
        int left = count;
        while (left > 0) {
            if (lastLength == last.length) {
                ByteBudget.Reservation reservation = grow(left);
                if (reservation != ByteBudget.Reservation.GRANTED) {
                    return reservation;
                }
            }
            int copied = Math.min(left, last.length - lastLength);
            System.arraycopy(from, at, last, lastLength, copied);
            lastLength += copied;
            length += copied;
            at += copied;
            left -= copied;
        }
        return ByteBudget.Reservation.GRANTED;
    }

    private ByteBudget.Reservation grow(int needed) {
        if (length < FREE_BYTES) {
            long wanted = Math.max(LEAST_PIECE, Math.max(2 * length, length + needed));
            last = Arrays.copyOf(last, (int) Math.min(FREE_BYTES, wanted));
            return ByteBudget.Reservation.GRANTED;
        }
        int piece = (int) Math.max(needed, Math.min(LARGEST_PIECE, length));
        ByteBudget.Reservation reservation = reserve(piece);
        if (reservation == ByteBudget.Reservation.GRANTED) {
            full.add(last);
            last = new byte[piece];
            lastLength = 0;
        }
        return reservation;
    }

    /** Writes some of the bytes that were not written yet; returns how many, 0 if none are left. */
    int writeSome(OutputStream out) throws IOException {
        while (!full.isEmpty() && written == full.element().length) {
            full.remove();
            written = 0;
        }
        byte[] piece = full.isEmpty() ? last : full.element();
        int end = full.isEmpty() ? lastLength : piece.length;
        int count = Math.min(WRITTEN_AT_ONCE, end - written);
        if (count > 0) {
            out.write(piece, written, count);
            written += count;
        }
        return count;
    }

    /** Forgets all bytes, and returns what was reserved for them. */
    void clear() {
        full = new ArrayDeque<>(0);
        last = NONE;
        lastLength = 0;
        length = 0;
        written = 0;
        if (reserved > 0) {
            budget.release(holder, reserved);
            reserved = 0;
        }
    }

    private ByteBudget.Reservation reserve(int bytes) {
        if (reserved == 0) {
            holder = address.get();
        }
        ByteBudget.Reservation reservation = budget.reserve(holder, bytes);
        if (reservation == ByteBudget.Reservation.GRANTED) {
            reserved += bytes;
        }
        return reservation;
    }
}
