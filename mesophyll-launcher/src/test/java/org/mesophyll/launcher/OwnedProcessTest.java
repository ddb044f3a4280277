package org.mesophyll.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnedProcessTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void a_polite_process_ends_by_itself() throws IOException {
        OwnedProcess process = startJvm("polite");
        readLine(process);

        process.stop(LONG);

        assertThat(process.process().isAlive()).isFalse();
        assertThat(process.process().exitValue()).isEqualTo(143);
    }

    @Test
    void a_process_that_does_not_stop_is_killed_with_what_it_started() throws IOException {
        OwnedProcess process = startJvm("stubborn");
        ProcessHandle child = startedBy(process);

        process.stop(Duration.ofMillis(100));

        assertThat(process.process().exitValue()).isEqualTo(137);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void a_kill_takes_what_it_started_too() throws IOException {
        OwnedProcess process = startJvm("stubborn");
        ProcessHandle child = startedBy(process);

        process.kill();

        assertThat(process.process().exitValue()).isEqualTo(137);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void stopping_what_has_ended_does_nothing() throws IOException {
        OwnedProcess process = startJvm("polite");
        readLine(process);
        process.kill();

        process.stop(LONG);

        assertThat(process.process().exitValue()).isEqualTo(137);
    }

    private static OwnedProcess startJvm(String manner) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(manner));
        return OwnedProcess.start(builder, Duration.ZERO);
    }

    private static List<String> command(String manner) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "-cp", System.getProperty("java.class.path"), Child.class.getName(), manner);
    }

    private static ProcessHandle startedBy(OwnedProcess process) throws IOException {
        Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(readLine(process)));
        assertThat(child).isPresent();
        return child.get();
    }

    /** Reads from the child, so that it is known to run. */
    private static String readLine(OwnedProcess process) throws IOException {
        BufferedReader reader = process.process().inputReader();
        String line = reader.readLine();
        assertThat(line).isNotNull();
        return line;
    }

    /** A JVM that says its own process id, or starts another and does not end when it is asked to. */
    static final class Child {

        private Child() {}

        public static void main(String[] manner) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            if (manner[0].equals("stubborn")) {
                Process child = new ProcessBuilder(command("polite")).start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitForEver(never)));
                System.out.println(child.pid());
            } else {
                System.out.println(ProcessHandle.current().pid());
            }
            never.await();
        }

        private static void awaitForEver(CountDownLatch never) {
            try {
                never.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
