package org.mesophyll.client.script;

/** Tells a script why the host did not do what it asked for. */
public final class HostRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Refuses.
     *
     * @param reason a sentence that the tenant's author understands
     */
    public HostRefusal(String reason) {
        super(reason);
    }
}
