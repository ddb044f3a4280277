package org.mesophyll.web.sockets;

import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.web.guard.ByteBudget;

/**
 * Assembles the messages of one WebSocket session from the parts in which the container delivers them, within a limit for
 * each message and a {@link ByteBudget} for those that are not complete.
 *
 * <p>The containers' own limits are not enough: Undertow checks that of texts only for bytes that come at once, and Tyrus
 * keeps a frame of up to 4 MiB before it looks at any limit. So the endpoints take parts, which bounds what Undertow keeps,
 * and {@link MeteredInput} watches what Tyrus reads.
 *
 * <p>Parts come from one thread at a time; the other methods may be called by any thread. The callback runs without a lock.
 */
public final class MessageAssembly {
    private static final CloseReason NO_ROOM =
            new CloseReason(1013, "too many bytes wait for the rest of their message");
    private static final CloseReason NOT_MASKED = new CloseReason(1002, "a client's frames must be masked");
    private static final int FIRST_CAPACITY = 1_024;

    private final ByteBudget budget;
    private final Consumer<CloseReason> refuse;
    private final StringBuilder text = new StringBuilder(0); // confined to the reading thread, like the next
    private byte[] binary = new byte[0];
    private int messageBytes; // of the parts that have come
    private volatile int limitBytes;
    private volatile boolean over; // written once: nothing is taken any more
    private String sender; // guarded by this, like the next three
    private int frameHeld;
    private int messageHeld;
    private boolean ended;

    /**
     * Starts to receive.
     *
     * @param sender whom the budget counts the bytes for
     * @param limitBytes the limit for a message
     * @param refuse is told once why the session must be closed, if it must
     */
    MessageAssembly(ByteBudget budget, String sender, int limitBytes, Consumer<CloseReason> refuse) {
        this.budget = budget;
        this.sender = sender;
        this.limitBytes = limitBytes;
        this.refuse = refuse;
    }

    /** Starts to receive from a session; to be called by the thread that opens it. */
    public static MessageAssembly of(
            Session session, ByteBudget budget, String sender, int limitBytes, Consumer<CloseReason> refuse) {
        MessageAssembly reception = new MessageAssembly(budget, sender, limitBytes, refuse);
        MeteredInput.watch(session, reception);
        return reception;
    }

    /** Changes who sends and how large a message may be, from the next part on. */
    public synchronized void allow(String newSender, int newLimitBytes) {
        int held = frameHeld + messageHeld;
        budget.release(sender, held);
        if (budget.reserve(newSender, held) != ByteBudget.Reservation.GRANTED) {
            frameHeld = 0; // a few bytes of a stranger's next message, which are not worth a refusal
            messageHeld = 0;
        }
        sender = newSender;
        limitBytes = newLimitBytes;
    }

    /** Takes a part of a text; returns the text with its last part, otherwise null. */
    public @Nullable String text(String part, boolean last) {
        if (!mayGrow(utf8Length(part), last)) {
            return null;
        }
        if (last && text.isEmpty()) {
            return part;
        }
        text.append(part);
        if (!last) {
            return null;
        }
        String whole = text.toString();
        text.setLength(0);
        text.trimToSize();
        return whole;
    }

    /**
     * Takes a part of a binary message; returns the message with its last part, otherwise null. A message in one part is
     * returned as it is, so it is valid as long as the container's buffer.
     */
    public @Nullable ByteBuffer binary(ByteBuffer part, boolean last) {
        int before = messageBytes;
        int length = part.remaining();
        if (!mayGrow(length, last)) {
            return null;
        }
        if (last && before == 0) {
            return part;
        }
        if (binary.length - before < length) {
            binary = Arrays.copyOf(binary, Math.max(before + length, Math.max(FIRST_CAPACITY, 2 * before)));
        }
        part.get(binary, before, length);
        if (!last) {
            return null;
        }
        ByteBuffer whole = ByteBuffer.wrap(binary, 0, before + length);
        binary = new byte[0];
        return whole;
    }

    /** Gives back what the session still holds of the budget; it takes nothing any more. */
    public void end() {
        over = true;
        synchronized (this) {
            ended = true;
            budget.release(sender, frameHeld + messageHeld);
            frameHeld = 0;
            messageHeld = 0;
        }
    }

    /** Says whether nothing is taken any more. */
    boolean isOver() {
        return over;
    }

    /** Says how large the payload of a frame may be now. */
    int limitBytes() {
        return limitBytes;
    }

    /** Counts how much of an unfinished frame the container keeps; returns false once nothing is taken any more. */
    boolean frame(FrameGauge.Verdict verdict, int unfinishedBytes) {
        switch (verdict) {
            case FINE -> {
                if (!holdOfFrame(unfinishedBytes)) {
                    refuse(NO_ROOM);
                }
            }
            case TOO_LARGE -> refuse(CloseReason.TOO_LARGE);
            case NOT_MASKED -> refuse(NOT_MASKED);
        }
        return !over;
    }

    private boolean mayGrow(int bytes, boolean last) {
        if (over) {
            return false;
        }
        if (bytes > limitBytes - messageBytes) {
            refuse(CloseReason.TOO_LARGE);
            return false;
        }
        boolean alone = last && messageBytes == 0;
        messageBytes = last ? 0 : messageBytes + bytes;
        if (!alone && !holdOfMessage(messageBytes)) {
            refuse(NO_ROOM);
            return false;
        }
        return true;
    }

    private synchronized boolean holdOfMessage(int bytes) {
        if (!hold(bytes - messageHeld)) {
            return false;
        }
        messageHeld = bytes;
        return true;
    }

    private synchronized boolean holdOfFrame(int bytes) {
        if (bytes == frameHeld) { // 0, as a rule
            return !ended;
        }
        if (!hold(bytes - frameHeld)) {
            return false;
        }
        frameHeld = bytes;
        return true;
    }

    private boolean hold(int more) {
        if (ended) {
            return false;
        }
        if (more > 0) {
            return budget.reserve(sender, more) == ByteBudget.Reservation.GRANTED;
        }
        budget.release(sender, -more);
        return true;
    }

    private void refuse(CloseReason reason) {
        end();
        text.setLength(0);
        text.trimToSize();
        binary = new byte[0];
        refuse.accept(reason);
    }

    private static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit >= 0x80) {
                length += unit < 0x800 || Character.isSurrogate(unit) ? 1 : 2;
            }
        }
        return length;
    }
}
