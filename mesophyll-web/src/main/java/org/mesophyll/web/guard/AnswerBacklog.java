package org.mesophyll.web.guard;

import jakarta.servlet.ServletOutputStream;

/** What a container has taken of answers and not handed to the peer's connection yet. */
interface AnswerBacklog {
    /** Of a container that takes no more than a buffer's worth before it says that it is not ready. */
    AnswerBacklog BOUNDED = new AnswerBacklog() {
        @Override
        public boolean takesAtOnce(ServletOutputStream out) {
            return true;
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public boolean isSent() {
            return true;
        }
    };

    /** Returns whether a small answer may be written by a blocking call. */
    boolean takesAtOnce(ServletOutputStream out);

    /** Returns whether more may be written of an answer, if the container is ready too. */
    boolean hasRoom();

    /** Returns whether everything that was written of the answer has left the container. */
    boolean isSent();
}
