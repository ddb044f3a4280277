package org.mesophyll.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs other programs, none of them for ever. */
public final class Programs {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Programs() {}

    /**
     * Runs a program to its end and returns what it printed.
     *
     * @throws IOException if it cannot be run, fails, or takes longer than the limit
     */
    public static String run(List<String> command, Path output, Duration limit)
            throws IOException, InterruptedException {
        Process process = start(command, output);
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            stop(process);
            throw new IOException(command.get(0) + " took longer than " + limit.toSeconds() + " s");
        }
        String printed = Files.readString(output);
        if (process.exitValue() != 0) {
            throw new IOException(command.get(0) + " failed with " + process.exitValue() + ": " + printed.strip());
        }
        return printed;
    }

    /** Starts a program that writes what it prints to a file. */
    public static Process start(List<String> command, Path output) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Ends a program, politely for up to 10 s. */
    public static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /**
     * Waits until something listens on a loopback port.
     *
     * @throws IOException if nothing does within the limit
     */
    public static void awaitPort(int port, Duration limit) throws IOException {
        long start = System.nanoTime();
        while (!listens(port)) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new IOException("nothing listens on port " + port + " after " + limit.toSeconds() + " s");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
