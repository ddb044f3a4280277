package org.mesophyll.client.script;

/** Bounds how deep lists and maps lie in each other while one is read or made. For one thread, and one value at a time. */
public final class Nesting {
    private final int most;
    private int depth;

    public Nesting(VmLimits limits) {
        this.most = limits.nesting();
    }

    /**
     * Goes into a list or map.
     *
     * @throws LimitExceeded if it lies deeper than may be; whoever made the value is left where it stands then
     */
    public void enter() throws LimitExceeded {
        if (++depth > most) {
            throw new LimitExceeded("a value is nested deeper than the limit, " + most);
        }
    }

    /** Comes out of what was entered last. */
    public void leave() {
        depth--;
    }
}
