package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.Ended;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.protocol.TenantId;

/** What {@code docs/examples/python} shows, written from the protocol's page alone, works with this master. */
@WithMaster
class PythonExampleIT {
    /** Debian's own, for which its packages are; the first one in the path may be another. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final int WORKER = 41;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Duration CONNECTED_LIMIT = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LIMIT_SECONDS = 30;

    private final Running master;

    PythonExampleIT(Running master) {
        this.master = master;
    }

    @BeforeAll
    static void python_and_its_packages_are_installed() throws IOException, InterruptedException {
        boolean installed = Path.of(PYTHON).toFile().canExecute()
                && new ProcessBuilder(PYTHON, "-c", "import msgpack, websockets")
                                .start()
                                .waitFor()
                        == 0;
        if (!"required".equals(System.getProperty("mesophyll.python"))) {
            assumeTrue(
                    installed,
                    PYTHON + " cannot import msgpack and websockets (Debian: python3-msgpack python3-websockets);"
                            + " -Dmesophyll.python=required makes this a failure");
        }
        assertThat(installed).as("%s imports msgpack and websockets", PYTHON).isTrue();
    }

    @Test
    void the_worker_answers_an_event_and_refuses_a_script() throws IOException {
        assertAnswersAndRefuses();
    }

    @Test
    void the_worker_does_so_in_version_1_too() throws IOException {
        assertAnswersAndRefuses("--version-1");
    }

    private void assertAnswersAndRefuses(String... options) throws IOException {
        Operator operator = Operator.of(master);
        String url = "ws://" + master.url().getAuthority();
        Process worker = python(
                        "worker.py",
                        Stream.concat(Stream.of("--url", url, "--id=" + WORKER), Stream.of(options))
                                .toArray(String[]::new))
                .inheritIO()
                .start();
        try {
            await().atMost(CONNECTED_LIMIT)
                    .until(() -> dispatch(operator, "there?").status() == 200);

            HttpReply answer = dispatch(operator, "h\u00e4llo");
            HttpReply refusal = operator.post(
                    Operator.path(TENANT, "run-script"),
                    "{\"name\":\"a\",\"code\":\"return 1\",\"event\":{\"name\":\"Test\",\"data\":{\"json\":null}}}");

            assertThat(answer.object().getJsonObject("value").getString("Text")).isEqualTo("h\u00e4llo");
            assertThat(refusal.status()).isEqualTo(422);
            assertThat(refusal.text()).contains("this worker runs no scripts");
        } finally {
            worker.destroyForcibly();
        }
    }

    @Test
    void the_state_client_sets_gets_finds_and_deletes() throws IOException, InterruptedException {
        String first = "{\"key\": \"greeting\", \"value\": {\"Text\": \"hello\"}, \"scopes\": [\"python\"]}\n";
        String second = "{\"key\": \"greetings\", \"value\": {\"Text\": \"hi\"}, \"scopes\": [\"python\"]}\n";

        assertThat(state("set", "greeting", "hello")).isEqualTo(new Ended(0, ""));
        assertThat(state("set", "greetings", "hi")).isEqualTo(new Ended(0, ""));
        assertThat(state("get", "greeting")).isEqualTo(new Ended(0, first));
        assertThat(state("find", "gr%")).isEqualTo(new Ended(0, first + second));
        assertThat(state("delete", "greeting")).isEqualTo(new Ended(0, ""));
        assertThat(state("get", "greeting")).isEqualTo(new Ended(1, "no such record\n"));
        assertThat(state("find", "gr%")).isEqualTo(new Ended(0, second));
    }

    private static HttpReply dispatch(Operator operator, String text) {
        return operator.dispatchText(TENANT, text, TIMEOUT).join();
    }

    private Ended state(String... operation) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--url", master.url().toString()));
        arguments.addAll(List.of("--id", String.valueOf(WORKER), "--tenant", TENANT.toString(), "--scope", "python"));
        arguments.addAll(List.of(operation));
        Process process = python("state.py", arguments.toArray(String[]::new))
                .redirectErrorStream(true)
                .start();
        return Ended.of(process, LIMIT_SECONDS);
    }

    private static ProcessBuilder python(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(PYTHON));
        command.add(Path.of(System.getProperty("mesophyll.examples"), "python", script)
                .toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MESOPHYLL_CLIENT_TOKEN", ItTokens.worker(WORKER));
        return builder;
    }
}
