package org.mesophyll.mesh;

/** Sends over one connection of a {@link Mesh}; usable by any thread, for as long as the connection is in the mesh. */
public final class Outgoing {
    private final Member member;

    Outgoing(Member member) {
        this.member = member;
    }

    /** Returns the connection's id. */
    public ConnectionId connection() {
        return member.id();
    }

    /**
     * Queues a message, or says why not; never waits. The array is the mesh's if it is taken.
     *
     * @throws IllegalArgumentException if the message is longer than the connection allows
     */
    public SendOutcome send(byte[] message) {
        return switch (member.offer(message)) {
            case ACCEPTED -> SendOutcome.Sent.SENT;
            case FULL -> new SendOutcome.Full(envelope(message));
            case CLOSED ->
                member.isRemoved()
                        ? new SendOutcome.NotFound(envelope(message))
                        : new SendOutcome.Disconnected(envelope(message));
        };
    }

    private Envelope envelope(byte[] message) {
        return new Envelope(member.id(), message);
    }
}
