package org.mesophyll.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where an answer goes: takes all bytes until it is told to take only some. Confined to the test's thread. */
public final class FakePeer extends ServletOutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private long room = Long.MAX_VALUE;
    private boolean gone;
    private boolean closed;
    private boolean owesCallback;
    private @Nullable WriteListener listener;
    private @Nullable Error failure;

    /** Takes so many bytes from now on, and calls back if somebody waits; the last write may be larger. */
    public FakePeer take(long bytes) {
        room = bytes;
        WriteListener waiting = listener;
        if (waiting != null && owesCallback && bytes > 0) {
            owesCallback = false;
            callBack(waiting);
        }
        return this;
    }

    /** Leaves: writes fail, and a listener is told. */
    public void leave() {
        gone = true;
        WriteListener waiting = listener;
        if (waiting != null) {
            waiting.onError(new IOException("connection reset"));
        }
    }

    /** Throws an error when a listener is set. */
    public void failWith(Error newFailure) {
        failure = newFailure;
    }

    /** Calls the listener as some containers do when the request is long over. */
    public void callBackLate() {
        WriteListener late = listener;
        if (late != null) {
            callBack(late);
        }
    }

    /** Returns how many bytes were taken. */
    public int taken() {
        return taken.size();
    }

    public byte[] bytes() {
        return taken.toByteArray();
    }

    /** Returns whether the answer's end was written before the container would have. */
    public boolean isClosed() {
        return closed;
    }

    /** Returns whether the answer was written by a listener. */
    public boolean hasListener() {
        return listener != null;
    }

    @Override
    public boolean isReady() {
        if (listener == null) {
            throw new IllegalStateException("there is no listener");
        }
        owesCallback = room <= 0;
        return room > 0;
    }

    @Override
    public void setWriteListener(WriteListener set) {
        if (listener != null) {
            throw new IllegalStateException("there is a listener already");
        }
        if (failure != null) {
            throw failure;
        }
        listener = set;
        callBack(set);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        if (gone) {
            throw new IOException("broken pipe");
        }
        if (listener != null && room <= 0) {
            throw new IllegalStateException("written while not ready");
        }
        room -= length;
        taken.write(from, offset, length);
    }

    @Override
    public void close() {
        closed = true;
    }

    private static void callBack(WriteListener to) {
        try {
            to.onWritePossible();
        } catch (IOException e) {
            to.onError(e);
        }
    }
}
