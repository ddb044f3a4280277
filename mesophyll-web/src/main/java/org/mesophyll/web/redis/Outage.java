package org.mesophyll.web.redis;

import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;
import org.mesophyll.web.settings.RedisAddress;

/** Says once that Redis is away, when the first connection fails, and once that it is back, when all work. Safe for any thread. */
final class Outage {
    private static final System.Logger LOG = System.getLogger(Outage.class.getName());

    private final RedisAddress address;
    private final Set<RedisConnection> failing = new HashSet<>(); // guarded by itself

    Outage(RedisAddress address) {
        this.address = address;
    }

    void fails(RedisConnection connection, String why) {
        boolean first;
        synchronized (failing) {
            first = failing.isEmpty();
            failing.add(connection);
        }
        if (first) {
            LOG.log(Level.WARNING, () -> address + " is away, scripts stay there until it is back: " + why);
        }
    }

    void works(RedisConnection connection) {
        boolean last;
        synchronized (failing) {
            last = failing.remove(connection) && failing.isEmpty();
        }
        if (last) {
            LOG.log(Level.INFO, () -> address + " is back");
        }
    }
}
