package org.mesophyll.bench.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One stranger's connection, which never waits. Confined to the attack's thread. */
final class StrangerSocket {
    private static final ByteBuffer SCRATCH = ByteBuffer.allocate(16_384); // confined to that one thread

    private final URI master;
    private final InetAddress source;
    private @Nullable SocketChannel channel;
    private boolean connected;

    StrangerSocket(URI master, InetAddress source) {
        this.master = master;
        this.source = source;
    }

    /** Begins to connect, if it is not connected. */
    void open() throws IOException {
        close();
        SocketChannel opened = SocketChannel.open();
        channel = opened;
        connected = false;
        opened.configureBlocking(false);
        opened.bind(new InetSocketAddress(source, 0));
        connected = opened.connect(new InetSocketAddress(master.getHost(), master.getPort()));
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Says whether something can be sent. */
    boolean isConnected() {
        try {
            connected = connected || (channel != null && channel.finishConnect());
        } catch (IOException refused) {
            close();
        }
        return connected && channel != null;
    }

    /** Sends text; what the socket does not take is lost. */
    void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) {
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

    /** Reads what has come; closes if the master has closed. Returns how many bytes came. */
    int drain() {
        SocketChannel open = channel;
        if (open == null || !isConnected()) {
            return 0;
        }
        try {
            int read = open.read(SCRATCH.clear());
            if (read < 0) {
                close();
            }
            return Math.max(0, read);
        } catch (IOException cut) {
            close();
            return 0;
        }
    }

    void close() {
        SocketChannel open = channel;
        channel = null;
        connected = false;
        if (open != null) {
            try {
                open.close();
            } catch (IOException alreadyGone) {
                connected = false;
            }
        }
    }
}
