package org.mesophyll.bench.rival;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.nats.client.Nats;
import io.netty.channel.Channel;
import io.rsocket.RSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A system that Mesophyll is compared with. */
public enum Rival {
    /** Bare frames over TCP, the floor of what anything could cost. */
    NETTY(
            "netty",
            "Netty TCP",
            "length-prefixed frames, answered on the event loop, flushed once for each read",
            Channel.class),
    /** Request and response over TCP. */
    RSOCKET(
            "rsocket",
            "RSocket TCP",
            "request-response, zero-copy payloads, answered on the event loop",
            RSocket.class),
    /** A bidirectional stream for each connection, on the executors that gRPC has by default. */
    GRPC(
            "grpc",
            "gRPC stream",
            "one bidirectional stream for each connection, its own Netty, default executors",
            NettyChannelBuilder.class),
    /** The same on the event loops. */
    GRPC_DIRECT(
            "grpc-direct",
            "gRPC stream, direct",
            "as gRPC stream, with directExecutor() on both sides",
            NettyChannelBuilder.class),
    /** Request and reply through a server. */
    NATS(
            "nats",
            "NATS + jnats",
            "request-reply with asynchronous requests; one connection of the requester, one of each responder",
            Nats.class);

    private final String id;
    private final String title;
    private final String how;
    private final Class<?> library;

    Rival(String id, String title, String how, Class<?> library) {
        this.id = id;
        this.title = title;
        this.how = how;
        this.library = library;
    }

    /**
     * Reads a rival as {@link #id()} writes it.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Rival parse(String id) {
        return Arrays.stream(values())
                .filter(rival -> rival.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("rival is " + id + ", allowed are "
                        + Arrays.stream(values()).map(Rival::id).collect(Collectors.joining(", "))));
    }

    /** Returns the name on the command line. */
    public String id() {
        return id;
    }

    /** Returns the name in tables. */
    public String title() {
        return title;
    }

    /** Returns its library with the version, and how it is used. */
    public String description() {
        return jar() + ": " + how;
    }

    boolean hasBroker() {
        return this == NATS;
    }

    Responder responder(Setup setup) throws Exception {
        return switch (this) {
            case NETTY -> NettyResponder.start(setup);
            case RSOCKET -> RSocketResponder.start(setup);
            case GRPC, GRPC_DIRECT -> GrpcResponder.start(setup);
            case NATS -> NatsResponder.start(setup);
        };
    }

    Requester requester(Setup setup) throws Exception {
        return switch (this) {
            case NETTY -> NettyRequester.connect(setup);
            case RSOCKET -> RSocketRequester.connect(setup);
            case GRPC, GRPC_DIRECT -> GrpcRequester.connect(setup);
            case NATS -> NatsRequester.connect(setup);
        };
    }

    private String jar() {
        URI source = URI.create(
                library.getProtectionDomain().getCodeSource().getLocation().toString());
        return String.valueOf(Path.of(source).getFileName()).replaceFirst("\\.jar$", "");
    }
}
