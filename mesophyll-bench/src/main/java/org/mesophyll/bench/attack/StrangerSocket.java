package org.mesophyll.bench.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One stranger's connection, which never waits. Confined to the attack's thread. */
final class StrangerSocket {
    private static final ByteBuffer SCRATCH = ByteBuffer.allocateDirect(16_384); // confined to that one thread
    private static final byte[] NOTHING = {};

    private final URI master;
    private final InetAddress source;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private byte[] beginning = NOTHING;

    StrangerSocket(URI master, InetAddress source) {
        this.master = master;
        this.source = source;
    }

    /**
     * Closes the connection, if there is one, and begins another.
     *
     * @param selector says when to call {@link #ready}; this socket is attached to its key
     * @param first sent as soon as the connection is there; what the socket does not take is lost
     */
    void open(Selector selector, byte[] first) throws IOException {
        close();
        SocketChannel opened = SocketChannel.open();
        channel = opened;
        beginning = first;
        opened.configureBlocking(false);
        opened.bind(new InetSocketAddress(source, 0));
        boolean connected = opened.connect(new InetSocketAddress(master.getHost(), master.getPort()));
        key = opened.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        if (connected) {
            begin();
        }
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Says whether what the connection begins with was sent. */
    boolean isConnected() {
        return channel != null && beginning.length == 0;
    }

    /** Goes on after the connection is there, bytes have come, or the master has closed. */
    void ready() {
        SocketChannel open = channel;
        SelectionKey selected = key;
        if (open == null || selected == null) {
            return;
        }
        try {
            if (selected.isConnectable() && open.finishConnect()) {
                selected.interestOps(SelectionKey.OP_READ);
                begin();
            } else if (selected.isReadable() && open.read(SCRATCH.clear()) < 0) {
                close();
            }
        } catch (IOException refused) {
            close();
        }
    }

    /** Sends text; what the socket does not take is lost. */
    void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void begin() {
        byte[] first = beginning;
        beginning = NOTHING;
        send(first);
    }

    private void send(byte[] bytes) {
        SocketChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            open.write(ByteBuffer.wrap(bytes));
        } catch (IOException cut) {
            close();
        }
    }

    void close() {
        SocketChannel open = channel;
        channel = null;
        key = null;
        beginning = NOTHING;
        if (open != null) {
            try {
                open.close();
            } catch (IOException alreadyGone) {
                channel = null;
            }
        }
    }
}
