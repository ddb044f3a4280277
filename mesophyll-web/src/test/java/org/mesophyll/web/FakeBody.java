package org.mesophyll.web;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A body that arrives when the test says so. Confined to the test's thread, except for what {@link #endWhileRead} says. */
public final class FakeBody extends ServletInputStream {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<Thread.State> WAITING = EnumSet.of(Thread.State.BLOCKED, Thread.State.TERMINATED);

    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private int read;
    private boolean ended;
    private @Nullable ReadListener listener;
    private @Nullable IOException failure;
    private byte @Nullable [] lastWhileRead;
    private @Nullable Thread ending;

    /** Has bytes arrive. */
    public FakeBody arrive(byte[] bytes) {
        arrived.writeBytes(bytes);
        ReadListener told = listener;
        if (told != null) {
            try {
                told.onDataAvailable();
            } catch (IOException e) {
                told.onError(e);
            }
        }
        return this;
    }

    /** Has the last bytes arrive, and the end told before them, as Payara does at times. */
    public FakeBody endWith(byte[] bytes) throws IOException {
        arrived.write(bytes);
        return end();
    }

    /** Has the last bytes arrive, and the end told by another thread, while the bytes before them are being read. */
    public FakeBody endWhileRead(byte[] bytes) {
        lastWhileRead = bytes;
        return this;
    }

    /** Waits until that other thread is done. */
    public void awaitEnd() throws InterruptedException {
        requireNonNull(ending).join(PATIENCE.toMillis());
    }

    /** Has the container tell that no more can be read. */
    public void breakOff() {
        requireNonNull(listener).onError(new IOException("the peer is gone"));
    }

    /** Has the next attempt to read fail. */
    public FakeBody failWith(IOException next) {
        failure = next;
        return this;
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
        if (unread() == 0) {
            return -1;
        }
        return arrived.toByteArray()[read++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (length > 0 && unread() == 0) {
            return -1;
        }
        int count = Math.min(length, unread());
        System.arraycopy(arrived.toByteArray(), read, into, offset, count);
        read += count;
        byte[] last = lastWhileRead;
        if (last != null) {
            lastWhileRead = null;
            endByAnotherThread(last);
        }
        return count;
    }

    /** Returns when the other thread is done, or waits for this one. */
    private void endByAnotherThread(byte[] last) {
        Thread other = new Thread(() -> {
            try {
                endWith(last);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        ending = other;
        other.start();
        await().atMost(PATIENCE).until(() -> WAITING.contains(other.getState()));
    }

    @Override
    public int available() throws IOException {
        if (failure != null) {
            throw failure;
        }
        return unread();
    }

    private int unread() {
        return arrived.size() - read;
    }

    @Override
    public boolean isFinished() {
        return ended && unread() == 0;
    }

    @Override
    public boolean isReady() {
        return unread() > 0;
    }

    @Override
    public void setReadListener(ReadListener set) {
        listener = set;
    }
}
