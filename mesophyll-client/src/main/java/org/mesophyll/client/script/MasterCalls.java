package org.mesophyll.client.script;

import org.mesophyll.client.StateException;

/** Says in the terms of scripts what went wrong between a worker and its master. */
final class MasterCalls {
    private MasterCalls() {}

    /**
     * Asks the master something.
     *
     * @param <T> what it answers
     */
    interface Call<T> {
        T run() throws HostRefusal;
    }

    /**
     * Makes a call.
     *
     * @throws HostRefusal if the master, or what was asked, is to blame
     * @throws InterruptedException if the thread was interrupted meanwhile
     */
    static <T> T run(Call<T> call) throws HostRefusal, InterruptedException {
        try {
            return call.run();
        } catch (StateException e) {
            if (e.reason() == StateException.Reason.INTERRUPTED) {
                throw new InterruptedException();
            }
            throw new HostRefusal(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new HostRefusal(String.valueOf(e.getMessage()));
        }
    }
}
