package org.mesophyll.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body that arrives when the test says so. Confined to the test's thread. */
public final class FakeBody extends ServletInputStream {
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private int read;
    private boolean ended;
    private @Nullable ReadListener listener;

    /** Has bytes arrive. */
    public FakeBody arrive(byte[] bytes) throws IOException {
        arrived.write(bytes);
        if (listener != null) {
            listener.onDataAvailable();
        }
        return this;
    }

    /** Has the last bytes arrive, and the end told before them, as Payara does at times. */
    public FakeBody endWith(byte[] bytes) throws IOException {
        arrived.write(bytes);
        return end();
    }

    /** Has the body end. */
    public FakeBody end() throws IOException {
        ended = true;
        if (listener != null) {
            listener.onAllDataRead();
        }
        return this;
    }

    @Override
    public int read() {
        if (available() == 0) {
            return -1;
        }
        return arrived.toByteArray()[read++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length > 0 && available() == 0) {
            return -1;
        }
        int count = Math.min(length, available());
        System.arraycopy(arrived.toByteArray(), read, into, offset, count);
        read += count;
        return count;
    }

    @Override
    public int available() {
        return arrived.size() - read;
    }

    @Override
    public boolean isFinished() {
        return ended && available() == 0;
    }

    @Override
    public boolean isReady() {
        return available() > 0;
    }

    @Override
    public void setReadListener(ReadListener set) {
        listener = set;
    }
}
