package org.mesophyll.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The event loops of one transport, which it owns, and all that runs on them. */
final class Loops {
    private static final System.Logger LOG = System.getLogger(Loops.class.getName());
    private static final long QUIET_MILLIS = 100;
    private static final long LAST_TASKS_MILLIS = 2_000;
    private static final long END_MILLIS = 5_000;

    private final EventLoopGroup group;
    private final Set<SocketChannel> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ending = new AtomicBoolean();

    Loops(int threads) {
        group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("mesophyll-netty", true), NioIoHandler.newFactory());
    }

    EventLoopGroup group() {
        return group;
    }

    EventLoop next() {
        return group.next();
    }

    /** Says whether no more connections are made, and those that are there end. */
    boolean areEnding() {
        return ending.get();
    }

    /** Takes note of a socket that has been set up, so that it does not outlive the loops. */
    void add(SocketChannel socket) {
        sockets.add(socket);
        var unused = socket.closeFuture().addListener(closed -> sockets.remove(socket));
        if (ending.get()) { // end() may have missed it
            Sockets.cut(socket);
        }
    }

    /** Cuts every socket and ends the threads; waits for that, unless a loop's thread calls it. */
    void end() {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        boolean mayWait = loops().noneMatch(EventExecutor::inEventLoop);
        sockets.forEach(Sockets::cut);
        if (mayWait) {
            awaitTurns(); // in which the sockets are closed,
            awaitTurns(); // and in which that is reported: loops that end would not wait for it
        }
        var ended = group.shutdownGracefully(mayWait ? 0 : QUIET_MILLIS, LAST_TASKS_MILLIS, TimeUnit.MILLISECONDS);
        if (mayWait && !ended.awaitUninterruptibly(END_MILLIS, TimeUnit.MILLISECONDS)) {
            LOG.log(Level.WARNING, "event loops have not ended within " + END_MILLIS + " ms");
        }
    }

    /** Waits until every loop has done what it was to do before. */
    private void awaitTurns() {
        loops().map(loop -> loop.submit(() -> {})).toList().forEach(turn -> {
            var unused = turn.awaitUninterruptibly(LAST_TASKS_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private Stream<EventExecutor> loops() {
        return StreamSupport.stream(group.spliterator(), false);
    }
}
