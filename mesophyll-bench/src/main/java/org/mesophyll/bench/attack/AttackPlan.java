package org.mesophyll.bench.attack;

import java.net.URI;

/**
 * What strangers do to a master, all at once.
 *
 * @param master its root
 * @param posts how many bodies are being sent at any time, one byte a second each
 * @param frames how many WebSocket frames are begun and not finished at any time
 * @param guessesPerSecond how many wrong tokens are shown in a second
 * @param addresses from how many loopback addresses they come
 */
record AttackPlan(URI master, int posts, int frames, int guessesPerSecond, int addresses) {
    static final int MOST_ADDRESSES = 250;

    AttackPlan {
        if (addresses < 1 || addresses > MOST_ADDRESSES) {
            throw new IllegalArgumentException("addresses are 1 to " + MOST_ADDRESSES + ": " + addresses);
        }
    }
}
