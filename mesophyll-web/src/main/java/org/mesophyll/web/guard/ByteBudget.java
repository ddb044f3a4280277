package org.mesophyll.web.guard;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the bytes that peers make this process hold, in total and per address: half-received bodies and messages.
 *
 * <p>Safe for use by any number of threads; never blocks. An address is remembered only while it holds bytes.
 */
public final class ByteBudget {
    private final long total;
    private final long perAddress;
    private final Map<String, Long> held = new HashMap<>(); // guarded by this, like the next
    private long heldInTotal;

    /** Whether a reservation was made. */
    public enum Reservation {
        /** The bytes are reserved, and are to be released. */
        GRANTED,
        /** The address holds too much already; nothing was reserved. */
        ADDRESS_FULL,
        /** All addresses together hold too much already; nothing was reserved. */
        TOTAL_FULL
    }

    /**
     * Sets the bounds.
     *
     * @param total maximum bytes of all addresses, at least 1
     * @param perAddress maximum bytes of one address, 1 to {@code total}
     */
    public ByteBudget(long total, long perAddress) {
        if (perAddress < 1 || perAddress > total) {
            throw new IllegalArgumentException(
                    "bytes per address must be 1 to the total, which is " + total + ": " + perAddress);
        }
        this.total = total;
        this.perAddress = perAddress;
    }

    /**
     * Reserves bytes for an address, all of them or none.
     *
     * @param address see {@link RemoteAddress#of}
     * @param bytes at least 0
     */
    public synchronized Reservation reserve(String address, long bytes) {
        long ofAddress = held.getOrDefault(address, 0L);
        if (bytes > perAddress - ofAddress) {
            return Reservation.ADDRESS_FULL;
        }
        if (bytes > total - heldInTotal) {
            return Reservation.TOTAL_FULL;
        }
        if (bytes > 0) {
            held.put(address, ofAddress + bytes);
            heldInTotal += bytes;
        }
        return Reservation.GRANTED;
    }

    /**
     * Releases bytes that the address reserved.
     *
     * @throws IllegalArgumentException if the address holds fewer
     */
    public synchronized void release(String address, long bytes) {
        long ofAddress = held.getOrDefault(address, 0L) - bytes;
        if (ofAddress < 0) {
            throw new IllegalArgumentException("released " + bytes + " bytes, " + -ofAddress + " more than are held");
        }
        heldInTotal -= bytes;
        if (ofAddress == 0) {
            held.remove(address);
        } else {
            held.put(address, ofAddress);
        }
    }

    /** Returns the bytes that all addresses hold. */
    public synchronized long held() {
        return heldInTotal;
    }

    /** Returns the maximum bytes of one address. */
    public long perAddress() {
        return perAddress;
    }
}
