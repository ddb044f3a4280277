package org.mesophyll.web.api;

import java.util.function.Supplier;

/** Calls the dispatcher, which refuses what is too large or takes too long by an exception: here 400. */
final class Dispatching {
    private Dispatching() {}

    static <T> T checked(Supplier<T> call) {
        try {
            return call.get();
        } catch (IllegalArgumentException e) {
            throw RequestBody.bad(String.valueOf(e.getMessage()));
        }
    }
}
