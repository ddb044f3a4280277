package org.mesophyll.web.redis;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.LogText;
import org.mesophyll.mesh.work.BackOff;
import org.mesophyll.web.settings.RedisAddress;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection to Redis that is made by need, given up at the first failure, and made anew after a pause that grows while it fails.
 *
 * <p>For one thread, but for {@link #close}, which also ends a command that waits.
 */
final class RedisConnection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RedisConnection.class.getName());
    private static final String CLIENT_NAME = "mesophyll";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final JedisSocketFactory sockets;
    private final JedisClientConfig login;
    private final Outage outage;
    private final LongSupplier nanoClock;
    private final BackOff backOff = new BackOff(
            FIRST_PAUSE, LONGEST_PAUSE, () -> ThreadLocalRandom.current().nextDouble());
    private volatile @Nullable Connection open; // written by the one thread
    private volatile boolean closed; // written once
    private int opened; // confined to the one thread, like the next two
    private int failures; // since the last success
    private long retryNanos;

    /**
     * Makes one that is not connected.
     *
     * @param longestBlock how long a blocking command may wait by itself
     */
    RedisConnection(
            RedisAddress address,
            JedisSocketFactory sockets,
            Duration commandTimeout,
            Duration longestBlock,
            Outage outage,
            LongSupplier nanoClock) {
        this.sockets = sockets;
        this.outage = outage;
        this.nanoClock = nanoClock;
        this.login = DefaultJedisClientConfig.builder()
                .user(address.user())
                .password(address.password())
                .database(address.database())
                .protocol(RedisProtocol.RESP2)
                .clientName(CLIENT_NAME)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .blockingSocketTimeoutMillis(
                        Math.toIntExact(longestBlock.plus(commandTimeout).toMillis()))
                .build();
    }

    /**
     * Has Redis do something.
     *
     * @return what it answers, null if that is nil
     * @throws RedisAwayException if it did not answer, or refused; at once within the pause after such a failure
     */
    <T> @Nullable T run(CommandObject<T> command) throws RedisAwayException {
        try {
            T answer = connected().executeCommand(command);
            failures = 0;
            outage.works(this);
            return answer;
        } catch (JedisException e) {
            throw failed(e);
        }
    }

    /** Returns how often it was connected. */
    int opened() {
        return opened;
    }

    /** Returns how long to wait before {@link #run} tries again. */
    Duration pause() {
        return Duration.ofNanos(failures == 0 ? 0 : Math.max(0, retryNanos - nanoClock.getAsLong()));
    }

    /** Ends it for good; what waits for an answer, fails. */
    @Override
    public void close() {
        closed = true;
        disconnect();
    }

    private Connection connected() throws RedisAwayException {
        Connection there = open;
        if (there != null) {
            return there;
        }
        if (closed || !pause().isZero()) {
            throw new RedisAwayException(closed ? "the application ends" : "Redis is away");
        }
        Connection made = new Connection(sockets, login);
        open = made;
        opened++;
        if (closed) { // after it was put where close looks
            disconnect();
            throw new RedisAwayException("the application ends");
        }
        return made;
    }

    /** Gives up the connection: after a reply of error too, so that one to a server that has changed its mind does not stay. */
    private RedisAwayException failed(JedisException why) {
        disconnect();
        retryNanos = nanoClock.getAsLong() + backOff.nanos(failures++);
        String reason = LogText.safe(reasonOf(why));
        if (!closed) {
            outage.fails(this, reason);
        }
        return new RedisAwayException(reason);
    }

    private static String reasonOf(JedisException why) {
        Throwable cause = why.getCause();
        return String.valueOf(cause == null ? why.getMessage() : cause);
    }

    private void disconnect() {
        Connection there = open;
        open = null;
        if (there == null) {
            return;
        }
        try {
            there.forceDisconnect();
        } catch (IOException | JedisException e) {
            LOG.log(
                    Level.DEBUG,
                    "a connection to Redis ended with " + e.getClass().getSimpleName());
        }
    }
}
