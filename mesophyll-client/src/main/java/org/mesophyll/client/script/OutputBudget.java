package org.mesophyll.client.script;

/** Counts what leaves a machine: an answer, or what a script hands to the host in one call. For one thread, and one call. */
public final class OutputBudget {
    private static final int VALUE_BYTES = 16;

    private final int mostBytes;
    private final Nesting nesting;
    private long bytes;

    public OutputBudget(VmLimits limits) {
        this.mostBytes = limits.outputBytes();
        this.nesting = new Nesting(limits);
    }

    /** Counts a value, of any kind: {@value #VALUE_BYTES} bytes. */
    public void countValue() throws LimitExceeded {
        countBytes(VALUE_BYTES);
    }

    /** Counts the bytes of a text or a buffer, which come to those of the value. */
    public void countBytes(long more) throws LimitExceeded {
        bytes += more;
        if (bytes > mostBytes) {
            throw exceeded();
        }
    }

    /** Returns how many bytes at most may still be counted. */
    public long bytesLeft() {
        return mostBytes - bytes;
    }

    /** Returns how many values at most may still be counted. */
    public long valuesLeft() {
        return bytesLeft() / VALUE_BYTES;
    }

    /** Returns what to throw for a value that is not even looked at. */
    public LimitExceeded exceeded() {
        return new LimitExceeded("the output is more than the limit, " + mostBytes + " bytes");
    }

    /** Bounds how deep the value lies in itself. */
    public Nesting nesting() {
        return nesting;
    }
}
