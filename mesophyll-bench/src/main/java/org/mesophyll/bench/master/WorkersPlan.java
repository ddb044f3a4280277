package org.mesophyll.bench.master;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.mesophyll.bench.process.ChildJvm;

/**
 * Workers in one JVM.
 *
 * @param name what their files are called
 * @param first the first worker's id
 * @param count how many there are
 * @param replyBytes how many bytes of text they answer with, or {@link #ECHO}
 * @param threads where their handler runs
 * @param jvmOptions options for their JVM
 */
public record WorkersPlan(
        String name, int first, int count, int replyBytes, HandlersRun threads, List<String> jvmOptions) {

    /** Answers are what was asked. */
    public static final int ECHO = -1;

    /** Where a handler runs. */
    public enum HandlersRun {
        /** On a pool, as it must if it may block. */
        POOL,
        /** On the thread that reads the connection, as it may if it never blocks. */
        INLINE
    }

    public WorkersPlan {
        jvmOptions = List.copyOf(jvmOptions);
    }

    ChildJvm.Spec process(URI master, Path tokenFile, Path directory) {
        return new ChildJvm.Spec(
                name,
                EchoWorkers.class,
                jvmOptions,
                List.of(
                        master.toString(),
                        tokenFile.toString(),
                        Integer.toString(replyBytes),
                        threads.name().toLowerCase(Locale.ROOT)),
                directory.resolve(name + ".log"));
    }
}
