package org.mesophyll.web.guard;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Where an answer is written to before it is sent: always ready, and closing it does nothing. */
final class CollectingStream extends ServletOutputStream {
    private final CollectedAnswer answer;

    CollectingStream(CollectedAnswer answer) {
        this.answer = answer;
    }

    @Override
    public void write(int b) {
        answer.write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        answer.write(from, offset, count);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    /** Calls back at once, and then never again, for the stream is ready from now on. RESTEasy writes like this. */
    @Override
    public void setWriteListener(WriteListener listener) {
        try {
            listener.onWritePossible();
        } catch (IOException e) {
            listener.onError(e);
        }
    }
}
