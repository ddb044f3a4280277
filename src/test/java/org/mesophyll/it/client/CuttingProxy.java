package org.mesophyll.it.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between one worker and a master, and cuts their connection behind a given byte of either direction. */
final class CuttingProxy implements AutoCloseable {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int BUFFER_BYTES = 8 * 1024;

    private final ServerSocket server;
    private final URI target;
    private final AtomicInteger leftToWorker = new AtomicInteger(NEVER);
    private final AtomicInteger leftToMaster = new AtomicInteger(NEVER);
    private final AtomicBoolean cut = new AtomicBoolean();
    private volatile Socket worker = new Socket(); // set by the accepting thread, like the next
    private volatile Socket master = new Socket();

    private CuttingProxy(ServerSocket server, URI target) {
        this.server = server;
        this.target = target;
    }

    static CuttingProxy before(URI target) throws IOException {
        CuttingProxy proxy = new CuttingProxy(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), target);
        start(proxy::accept);
        return proxy;
    }

    /** Returns where the proxy stands, as host and port. */
    String authority() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    /** Lets this many more bytes pass to the worker. */
    void cutToWorkerAfter(int bytes) {
        leftToWorker.set(bytes);
    }

    /** Lets this many more bytes pass to the master. */
    void cutToMasterAfter(int bytes) {
        leftToMaster.set(bytes);
    }

    /** Says whether the connection was cut behind a byte. */
    boolean hasCut() {
        return cut.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeBoth();
    }

    private void accept() throws IOException {
        worker = server.accept();
        master = new Socket(target.getHost(), target.getPort());
        start(() -> pump(master.getInputStream(), worker.getOutputStream(), leftToWorker));
        pump(worker.getInputStream(), master.getOutputStream(), leftToMaster);
    }

    private void pump(InputStream from, OutputStream to, AtomicInteger left) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                int length = read;
                int before = left.getAndUpdate(bytes -> bytes == NEVER ? NEVER : Math.max(0, bytes - length));
                to.write(buffer, 0, Math.min(read, before));
                to.flush();
                if (read > before) {
                    cut.set(true);
                    return;
                }
            }
        } finally {
            closeBoth();
        }
    }

    private void closeBoth() throws IOException {
        worker.close();
        master.close();
    }

    /** Starts a thread that ends with the connection. */
    private static void start(Moving work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        return; // the connection is closed
                    }
                },
                "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Moving {
        void run() throws IOException;
    }
}
