package org.mesophyll.master.epoch;

/** Keeps, across restarts of the master, the number below which no epoch is given again. */
@FunctionalInterface
public interface EpochStore {
    /** How many epochs a master can give before it has to raise the number again: enough for a life of connections. */
    long STEP = 1L << 32;

    /**
     * Raises the number by at least {@link #STEP} and returns it; the caller's epochs are above it. Once the call returns, the
     * new number survives a crash.
     */
    long raise();
}
