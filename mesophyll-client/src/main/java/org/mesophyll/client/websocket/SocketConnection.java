package org.mesophyll.client.websocket;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.FrameSink.SendCallback;
import org.mesophyll.mesh.work.Guard;

/**
 * A plain TCP connection that never blocks: whoever writes hands the bytes to the operating system, and what that does not
 * take at once is written by the loop.
 */
final class SocketConnection {
    private static final System.Logger LOG = System.getLogger(SocketConnection.class.getName());
    private static final Guard FAILURES =
            new Guard(LOG, "what a connection brought could not be handled, and it is closed");
    /** A frame of the link, and the library's own: who does not read and asks for more answers than that is cut off. */
    private static final int MOST_WAITING = 64;

    private final SocketChannel channel;
    private final Reader reader;
    private final Object writing = new Object();
    private final Queue<Waiting> waiting = new ArrayDeque<>(); // guarded by writing
    private @Nullable SelectionKey key; // guarded by writing; set by register
    private boolean ended; // guarded by writing

    /** Hears what comes; must not block. */
    interface Reader {
        /** Takes bytes, on the loop's thread; the buffer is the loop's again when this returns. */
        void onBytes(ByteBuffer bytes);

        /** Called once, on any thread, when nothing more comes; not after {@link #close}. */
        void onEnd();
    }

    /**
     * Takes over a channel.
     *
     * @param channel connected, and not blocking
     */
    SocketConnection(SocketChannel channel, Reader reader) {
        this.channel = channel;
        this.reader = reader;
    }

    void register(Selector selector) throws ClosedChannelException {
        synchronized (writing) {
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }
    }

    /**
     * Writes bytes behind those that wait; to be called when a loop reads the connection.
     *
     * @param callback called exactly once, on any thread, also before this returns
     */
    void write(ByteBuffer bytes, SendCallback callback) {
        IOException failure;
        boolean tooMany = false;
        synchronized (writing) {
            failure = ended ? new ClosedChannelException() : tryWrite(bytes);
            if (failure == null && bytes.hasRemaining()) {
                tooMany = waiting.size() == MOST_WAITING;
                if (!tooMany) {
                    await(new Waiting(bytes, callback));
                    return;
                }
            }
        }
        if (tooMany) {
            cut();
            failure = new IOException("the peer does not read, and " + MOST_WAITING + " frames wait for it");
        }
        if (failure == null) {
            callback.sent();
        } else {
            callback.failed(failure);
        }
    }

    /** Closes the connection, without a word to its reader. */
    void close() {
        var unused = end();
    }

    /** Closes the connection and tells its reader, unless it has ended before. */
    void cut() {
        if (end()) {
            reader.onEnd();
        }
    }

    /** Writes and reads what there is; on the loop's thread. */
    void onReady(SelectionKey ready, ByteBuffer input) {
        try {
            if (ready.isWritable()) {
                writeWaiting(ready);
            }
            if (ready.isReadable()) {
                read(input);
            }
        } catch (IOException | CancelledKeyException e) {
            LOG.log(Level.DEBUG, () -> "a connection is gone: " + e);
            cut();
        } catch (RuntimeException | Error e) { // an Error too: the thread reads for other connections
            FAILURES.report(e);
            cut();
        }
    }

    /** Writes if nothing waits; guarded by writing. */
    private @Nullable IOException tryWrite(ByteBuffer bytes) {
        try {
            if (waiting.isEmpty()) {
                channel.write(bytes);
            }
            return null;
        } catch (IOException e) {
            return e; // the loop finds out too, and tells the reader
        }
    }

    /** Guarded by writing. */
    private void await(Waiting write) {
        waiting.add(write);
        SelectionKey registered = key;
        if (waiting.size() == 1 && registered != null) {
            registered.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            registered.selector().wakeup();
        }
    }

    private void writeWaiting(SelectionKey ready) throws IOException {
        List<SendCallback> sent = new ArrayList<>();
        try {
            synchronized (writing) {
                for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
                    channel.write(next.bytes);
                    if (next.bytes.hasRemaining()) {
                        return;
                    }
                    waiting.remove();
                    sent.add(next.callback);
                }
                ready.interestOps(SelectionKey.OP_READ);
            }
        } finally {
            sent.forEach(callback -> FAILURES.run(callback::sent));
        }
    }

    private void read(ByteBuffer input) throws IOException {
        input.clear();
        int count = channel.read(input);
        if (count < 0) {
            cut();
            return;
        }
        reader.onBytes(input.flip());
    }

    /** Closes everything, and says whether this call did. */
    private boolean end() {
        List<Waiting> lost;
        SelectionKey registered;
        synchronized (writing) {
            if (ended) {
                return false;
            }
            ended = true;
            registered = key;
            lost = List.copyOf(waiting);
            waiting.clear();
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a channel could not be closed", e);
        }
        if (registered != null) {
            registered.selector().wakeup(); // a channel is let go of by its selector
        }
        lost.forEach(write -> FAILURES.run(() -> write.callback.failed(new ClosedChannelException())));
        return true;
    }

    private record Waiting(ByteBuffer bytes, SendCallback callback) {}
}
