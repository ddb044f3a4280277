package org.mesophyll.bench.rival;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What both sides of a rival need to know.
 *
 * @param rival which
 * @param port of the responder, or of the broker where there is one; 0 if the responder is to choose
 * @param connections how many there are, at least 1
 * @param payloads what goes over them
 */
record Setup(Rival rival, int port, int connections, Payloads payloads) {

    static final String HOST = "127.0.0.1";

    Setup {
        if (connections < 1) {
            throw new IllegalArgumentException("connections is " + connections + ", the least is 1");
        }
    }

    /** Reads what {@link #toArguments()} returns. */
    static Setup of(String[] arguments) {
        return new Setup(
                Rival.parse(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                new Payloads(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4])));
    }

    List<String> toArguments() {
        return List.of(
                rival.id(),
                Integer.toString(port),
                Integer.toString(connections),
                Integer.toString(payloads.requestBytes()),
                Integer.toString(payloads.replyBytes()));
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
