package org.mesophyll.web.guard;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mesophyll.protocol.TokenHash;
import org.mesophyll.protocol.value.Bytes;

/**
 * Remembers which tokens were right and where they came from, so that those who guess from the same address do not slow
 * those who know. Keeps only hashes, as many as allowed, and forgets the oldest. Safe for use by any number of threads.
 */
final class KnownProofs {
    private final int most;
    private final Set<Bytes> known = ConcurrentHashMap.newKeySet();
    private final Queue<Bytes> inOrder = new ConcurrentLinkedQueue<>();

    KnownProofs(int most) {
        this.most = most;
    }

    boolean contains(String address, String proof) {
        return known.contains(hash(address, proof));
    }

    void add(String address, String proof) {
        Bytes hash = hash(address, proof);
        if (known.contains(hash) || !known.add(hash)) {
            return;
        }
        inOrder.add(hash);
        if (known.size() > most) {
            Bytes oldest = inOrder.poll();
            if (oldest != null) {
                known.remove(oldest);
            }
        }
    }

    /** Forgets a token that is not right any more; its place in the order goes when it is the oldest. */
    void remove(String address, String proof) {
        Bytes hash = hash(address, proof);
        if (known.remove(hash)) {
            inOrder.remove(hash);
        }
    }

    int size() {
        return known.size();
    }

    private static Bytes hash(String address, String proof) {
        return TokenHash.of(address + '\0' + proof); // no address holds a NUL
    }
}
