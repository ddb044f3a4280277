package org.mesophyll.bench.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An attack that goes on until it is closed: slow bodies, half frames and guessed tokens. Whatever the master closes is
 * opened again, as an attacker would. One thread of its own does all of it.
 */
final class Attack implements AutoCloseable {
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int ROUNDS_PER_SECOND = 10;
    private static final int FRAME_ANNOUNCED = 1_000_000;
    private static final int FRAME_SENT = 64 * 1024;
    private static final int BODY_ANNOUNCED = 1_000_000;
    private static final int OPENED_PER_ROUND = 40;
    private static final int GUESSES_KEPT = 1_000;
    private static final long JOIN_MILLIS = 10_000;

    private final AttackPlan plan;
    private final List<StrangerSocket> posts = new ArrayList<>(); // confined to the thread, like the next three
    private final List<StrangerSocket> frames = new ArrayList<>();
    private final Deque<StrangerSocket> guesses = new ArrayDeque<>();
    private final List<StrangerSocket> fresh = new ArrayList<>();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong guessed = new AtomicLong();
    private final Thread thread = new Thread(this::run, "attack");
    private volatile boolean goesOn = true;

    private Attack(AttackPlan plan) {
        this.plan = plan;
        thread.setDaemon(true);
    }

    /** Begins an attack. */
    static Attack start(AttackPlan plan) throws IOException {
        Attack attack = new Attack(plan);
        for (int i = 0; i < plan.posts(); i++) {
            attack.posts.add(attack.socket(i));
        }
        for (int i = 0; i < plan.frames(); i++) {
            attack.frames.add(attack.socket(i));
        }
        attack.thread.start();
        return attack;
    }

    /** Returns how many connections were begun for bodies and frames so far. */
    long opened() {
        return opened.get();
    }

    /** Returns how many tokens were shown so far. */
    long guessed() {
        return guessed.get();
    }

    /** Ends the attack and closes its connections. */
    @Override
    public void close() {
        goesOn = false;
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long next = System.nanoTime();
        for (int round = 0; goesOn; round++) {
            try {
                attack(round);
            } catch (IOException | RuntimeException failure) {
                System.err.println("attack: " + failure);
            }
            next += ROUND_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        posts.forEach(StrangerSocket::close);
        frames.forEach(StrangerSocket::close);
        guesses.forEach(StrangerSocket::close);
    }

    private void attack(int round) throws IOException {
        int mayOpen = OPENED_PER_ROUND;
        fresh.removeIf(this::begin);
        for (int i = 0; i < posts.size(); i++) {
            StrangerSocket post = posts.get(i);
            if (post.isOpen()) {
                post.drain();
                if (i % ROUNDS_PER_SECOND == round % ROUNDS_PER_SECOND && !fresh.contains(post)) {
                    post.send(" ");
                }
            } else if (mayOpen > 0) {
                mayOpen--;
                open(post);
            }
        }
        for (StrangerSocket frame : frames) {
            if (frame.isOpen()) {
                frame.drain();
            } else if (mayOpen > 0) {
                mayOpen--;
                open(frame);
            }
        }
        guess();
    }

    private void open(StrangerSocket socket) throws IOException {
        socket.open();
        opened.incrementAndGet();
        fresh.add(socket);
    }

    /** Sends what a connection begins with, once it is there; returns false as long as it is not. */
    private boolean begin(StrangerSocket socket) {
        if (!socket.isOpen()) {
            return true;
        }
        if (!socket.isConnected()) {
            return !socket.isOpen();
        }
        if (posts.contains(socket)) {
            socket.send(head("POST /rpc") + "Content-Type: application/json\r\nContent-Length: " + BODY_ANNOUNCED
                    + "\r\n\r\n{");
        } else {
            socket.send(head("GET /rpc") + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
            socket.send(halfFrame());
        }
        return true;
    }

    private void guess() throws IOException {
        int now = plan.guessesPerSecond() / ROUNDS_PER_SECOND;
        guesses.forEach(StrangerSocket::drain);
        guesses.removeIf(socket -> !socket.isOpen());
        for (int i = 0; i < now; i++) {
            StrangerSocket guess = socket((int) guessed.get());
            guess.open();
            for (int turns = 0; turns < 3 && !guess.isConnected(); turns++) {
                Thread.onSpinWait();
            }
            guess.send(head("GET /api/v1/workers") + "Authorization: Bearer guess" + guessed.incrementAndGet()
                    + "x".repeat(40) + "\r\n\r\n");
            guesses.add(guess);
        }
        while (guesses.size() > GUESSES_KEPT) {
            guesses.remove().close();
        }
    }

    private StrangerSocket socket(int number) throws IOException {
        byte[] address = {127, 9, 0, (byte) (1 + number % plan.addresses())};
        return new StrangerSocket(plan.master(), InetAddress.getByAddress(address));
    }

    private String head(String request) {
        return request + " HTTP/1.1\r\nHost: " + plan.master().getAuthority() + "\r\n";
    }

    private static byte[] halfFrame() {
        ByteBuffer frame = ByteBuffer.allocate(14 + FRAME_SENT)
                .put((byte) 0x81)
                .put((byte) 0xff)
                .putLong(FRAME_ANNOUNCED)
                .putInt(0);
        return frame.put(" ".repeat(FRAME_SENT).getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
