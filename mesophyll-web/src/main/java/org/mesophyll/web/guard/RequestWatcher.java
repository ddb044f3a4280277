package org.mesophyll.web.guard;

/** Hears of Payara's requests, whatever they are for. Called by the container's threads; must not block. */
interface RequestWatcher {
    /** Hears that a request's head has come, on the thread that reads its connection. */
    default void received(Object connection, Object request) throws ReflectiveOperationException {}

    /**
     * Hears that a thread begins with a request, which has no target yet.
     *
     * @return whether the request is still wanted
     */
    default boolean begins(Object connection, Object request) throws ReflectiveOperationException {
        return true;
    }

    /** Hears that a request has been answered, or will not be. Not called after an error in the container itself. */
    default void completed(Object connection, Object response) throws ReflectiveOperationException {}
}
