package org.mesophyll.web.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The lines that our loggers have written since it was made. */
final class LogLines extends Handler implements AutoCloseable {
    private static final Logger OURS = Logger.getLogger("org.mesophyll");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    LogLines() {
        OURS.addHandler(this);
    }

    String text() {
        return String.join("", lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(new SimpleFormatter().format(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        OURS.removeHandler(this);
    }
}
