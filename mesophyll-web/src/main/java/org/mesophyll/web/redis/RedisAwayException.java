package org.mesophyll.web.redis;

/** Says that Redis did not do what it was asked to; it may nevertheless have been done. To be tried again later. */
final class RedisAwayException extends Exception {
    private static final long serialVersionUID = 1L;

    RedisAwayException(String why) {
        super(why, null, false, false);
    }
}
