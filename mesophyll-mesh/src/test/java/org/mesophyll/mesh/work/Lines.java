package org.mesophyll.mesh.work;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A log that keeps its lines, or fails. */
final class Lines implements System.Logger {
    private final List<String> all = new CopyOnWriteArrayList<>();
    private final @Nullable Error failure;

    Lines() {
        this(null);
    }

    Lines(@Nullable Error failure) {
        this.failure = failure;
    }

    List<String> all() {
        return List.copyOf(all);
    }

    @Override
    public String getName() {
        return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(Level level, Supplier<String> message) {
        add(message.get());
    }

    @Override
    public void log(Level level, Supplier<String> message, Throwable thrown) {
        add(message.get());
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        add(String.valueOf(message));
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... params) {
        add(String.valueOf(format));
    }

    private void add(String line) {
        if (failure != null) {
            throw failure;
        }
        all.add(line);
    }
}
