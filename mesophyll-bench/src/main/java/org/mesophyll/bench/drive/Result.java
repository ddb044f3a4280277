package org.mesophyll.bench.drive;

/** How a request ended. */
public sealed interface Result {

    /** An answer came. */
    enum Answer implements Result {
        /** It is the one to this request, and every byte of it is as it should be. */
        RIGHT,
        /** It is not. */
        WRONG;

        /** Returns {@link #RIGHT} or {@link #WRONG}. */
        public static Answer of(boolean right) {
            return right ? RIGHT : WRONG;
        }
    }

    /**
     * No answer came.
     *
     * @param outcome what came instead, as a name in small letters
     */
    record Failed(String outcome) implements Result {}
}
