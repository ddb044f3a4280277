package org.mesophyll.web.redis;

/** Says why a task cannot be made a job; the text is for whoever submitted it. */
final class MalformedTaskException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedTaskException(String reason) {
        super(reason, null, false, false);
    }

    /** Returns why. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
