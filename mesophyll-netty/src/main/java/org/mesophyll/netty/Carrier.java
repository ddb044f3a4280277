package org.mesophyll.netty;

import java.util.function.LongSupplier;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.work.Ticker;

/** What all connections of a transport that speak the same have in common. */
record Carrier(Scheme scheme, ConnectionSettings settings, Loops loops, Ticker ticker, LongSupplier nanoClock) {
    /** Makes a connection of what was established; called by its socket's loop. */
    Connection open(NettyChannel channel) {
        return Connection.open(channel, settings, ticker, nanoClock);
    }
}
