package org.mesophyll.bench.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An attack that goes on until it is closed: slow bodies, half frames and guessed tokens. Whatever the master closes is
 * opened again, as an attacker would. One thread of its own does all of it.
 */
final class Attack implements AutoCloseable {
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int ROUNDS_PER_SECOND = 10;
    private static final int FRAME_ANNOUNCED = 1_000_000;
    private static final int FRAME_SENT = 64 * 1024;
    private static final int FRAME_HEAD = 14;
    private static final int BODY_ANNOUNCED = 1_000_000;
    private static final int OPENED_PER_ROUND = 40;
    private static final int GUESSES_KEPT = 1_000;
    private static final long JOIN_MILLIS = 10_000;

    private final AttackPlan plan;
    private final Selector selector;
    private final byte[] halfFrame;
    private final List<StrangerSocket> posts = new ArrayList<>(); // confined to the thread, like the next two
    private final List<StrangerSocket> frames = new ArrayList<>();
    private final Deque<StrangerSocket> guesses = new ArrayDeque<>();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong guessed = new AtomicLong();
    private final Thread thread = new Thread(this::run, "attack");
    private volatile boolean goesOn = true;

    private Attack(AttackPlan plan) throws IOException {
        this.plan = plan;
        this.selector = Selector.open();
        this.halfFrame = halfFrame(head("GET /rpc") + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
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
                next += ROUND_NANOS;
                listenUntil(next);
            } catch (IOException | RuntimeException failure) {
                System.err.println("attack: " + failure);
            }
        }
        posts.forEach(StrangerSocket::close);
        frames.forEach(StrangerSocket::close);
        guesses.forEach(StrangerSocket::close);
        try {
            selector.close();
        } catch (IOException failure) {
            System.err.println("attack: " + failure);
        }
    }

    private void attack(int round) throws IOException {
        int mayOpen = OPENED_PER_ROUND;
        for (int i = 0; i < posts.size(); i++) {
            StrangerSocket post = posts.get(i);
            if (post.isOpen()) {
                if (i % ROUNDS_PER_SECOND == round % ROUNDS_PER_SECOND && post.isConnected()) {
                    post.send(" ");
                }
            } else if (mayOpen > 0) {
                mayOpen--;
                open(post, post());
            }
        }
        for (StrangerSocket frame : frames) {
            if (!frame.isOpen() && mayOpen > 0) {
                mayOpen--;
                open(frame, halfFrame);
            }
        }
        guess();
    }

    private byte[] post() {
        return (head("POST /rpc") + "Content-Type: application/json\r\nContent-Length: " + BODY_ANNOUNCED + "\r\n\r\n{")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends what connections begin with when they are there, and notices what the master closes. */
    private void listenUntil(long end) throws IOException {
        for (long left = end - System.nanoTime(); left > 0 && goesOn; left = end - System.nanoTime()) {
            selector.select(
                    key -> ((StrangerSocket) key.attachment()).ready(), 1 + TimeUnit.NANOSECONDS.toMillis(left));
        }
    }

    private void open(StrangerSocket socket, byte[] beginning) throws IOException {
        socket.open(selector, beginning);
        opened.incrementAndGet();
    }

    private void guess() throws IOException {
        guesses.removeIf(socket -> !socket.isOpen());
        for (int i = 0; i < plan.guessesPerSecond() / ROUNDS_PER_SECOND; i++) {
            StrangerSocket guess = socket((int) guessed.get());
            String request = head("GET /api/v1/workers") + "Authorization: Bearer guess" + guessed.incrementAndGet()
                    + "x".repeat(40) + "\r\n\r\n";
            guess.open(selector, request.getBytes(StandardCharsets.ISO_8859_1));
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

    /** Returns a handshake and the beginning of a frame that does not end. */
    private static byte[] halfFrame(String handshake) {
        byte[] head = handshake.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer frame = ByteBuffer.allocate(head.length + FRAME_HEAD + FRAME_SENT)
                .put(head)
                .put((byte) 0x81)
                .put((byte) 0xff)
                .putLong(FRAME_ANNOUNCED)
                .putInt(0);
        return frame.put(" ".repeat(FRAME_SENT).getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
