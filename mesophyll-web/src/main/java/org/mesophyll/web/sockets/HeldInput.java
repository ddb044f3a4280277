package org.mesophyll.web.sockets;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream that tells its listener of bytes only once it is released: Payara calls a listener from within {@link
 * #setReadListener}, where Tyrus' one waits for what the same thread was to do next. Confined to the thread that opens the
 * connection until it is released.
 */
final class HeldInput extends PassedInput {
    private @Nullable ReadListener held;

    HeldInput(ServletInputStream input) {
        super(input);
    }

    @Override
    public void setReadListener(ReadListener listener) {
        held = listener;
    }

    /** Has the listener called from now on, and at once if there are bytes. */
    void release() {
        ReadListener listener = held;
        if (listener != null) {
            super.setReadListener(listener);
        }
    }
}
