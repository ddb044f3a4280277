package org.mesophyll.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mesophyll.protocol.WorkerId;
import picocli.CommandLine;

@Timeout(60)
class MesophyllCommandTest {
    private static final String TOKEN = "a-token-that-must-not-show";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicReference<String> asked = new AtomicReference<>("");
    private final HttpServer master = open();
    private volatile int status = 200;
    private volatile String answer = "{\"value\":{\"Text\":\"hi\"}}";
    private volatile Runnable whenAnswered = () -> {};

    private static HttpServer open() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void startMaster() throws IOException {
        Files.writeString(
                directory.resolve("operator-tokens"), "# comment\nviewer v other\noperator first " + TOKEN + "\n");
        master.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.set(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            whenAnswered.run();
            exchange.close();
        });
        master.start();
    }

    @AfterEach
    void stopMaster() {
        master.stop(0);
    }

    private int run(String... arguments) {
        CommandLine line = MesophyllCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int exitCode = line.execute(arguments);
        assertThat(out.toString() + err).doesNotContain(TOKEN);
        return exitCode;
    }

    private int dispatch(String... more) {
        String[] arguments = {
            "dispatch",
            "--url",
            "http://127.0.0.1:" + master.getAddress().getPort(),
            "--token-file",
            directory.resolve("operator-tokens").toString(),
            "--tenant",
            "guild:123",
            "Ping"
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return run(all);
    }

    @Test
    void dispatches_an_event_and_prints_the_answer() {
        assertThat(dispatch("--data", "{\"a\":1}", "--timeout", "2s")).isZero();

        assertThat(asked)
                .hasValue("POST /api/v1/tenants/guild/123/dispatch Bearer " + TOKEN
                        + " {\"event\":{\"name\":\"Ping\",\"data\":{\"json\":{\"a\":1}}},\"timeout_ms\":2000}");
        assertThat(out).hasToString("hi" + System.lineSeparator());
    }

    @Test
    void sends_a_value_or_raw_text_and_no_request_for_an_answer() {
        answer = "";
        status = 202;
        assertThat(dispatch("--value", "{\"Integer\":1}", "--author", "7", "--no-answer", "--json"))
                .isZero();

        assertThat(asked.get())
                .endsWith("dispatch-without-answer Bearer " + TOKEN
                        + " {\"event\":{\"name\":\"Ping\",\"author\":\"7\",\"data\":{\"value\":{\"Integer\":1}}}}");
        assertThat(out.toString().strip()).isEqualTo("{}");
    }

    @Test
    void prints_a_text_as_it_is_but_no_commands_to_a_terminal() {
        answer = "{\"value\":{\"Text\":\"a\\n\\u001b[2J\\\"é\"}}";
        assertThat(dispatch()).isZero();
        assertThat(onTerminal(this::dispatch)).isZero();
        answer = "{\"value\":{\"Map\":[]}}";
        assertThat(dispatch()).isZero();
        answer = "{\"value\":{\"Text\":\"hi\"}}";
        assertThat(dispatch("--json")).isZero();

        assertThat(out).hasToString("a\n\u001b[2J\"é\n" + "a\n\ufffd[2J\"é\n" + "{\"Map\":[]}\n" + answer + "\n");
    }

    @Test
    void prints_what_a_script_returned_as_plain_text() {
        answer = "{\"jsonrpc\":\"2.0\",\"result\":\"hi\",\"id\":1}";
        assertThat(operator("jobs result", "019aa8f2c3d41b2e5f60718293a4b5c6")).isZero();
        answer = "{\"jsonrpc\":\"2.0\",\"result\":{\"Text\":\"hi\"},\"id\":1}";
        assertThat(operator("jobs result", "019aa8f2c3d41b2e5f60718293a4b5c6")).isZero();

        assertThat(out).hasToString("hi\n{\"Text\":\"hi\"}\n");
    }

    @ParameterizedTest
    @CsvSource({"register, POST /api/v1/workers, '{\"id\":2}', 201", "rotate, POST /api/v1/workers/2/token, {}, 200"})
    void prints_the_new_token_of_a_worker_as_a_line_of_a_token_file(
            String verb, String request, String body, int newStatus) {
        status = newStatus;
        answer = "{\"id\":2,\"token\":\"new\"}";

        assertThat(operator("workers " + verb, "2")).isZero();

        assertThat(asked).hasValue(request + " Bearer " + TOKEN + " " + body);
        assertThat(out).hasToString("2 new\n");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "revoke, DELETE /api/v1/workers/2, '', revoked",
        "disconnect, POST /api/v1/workers/2/disconnect, {}, disconnected"
    })
    void ends_what_a_worker_has(String verb, String request, String body, String done) {
        status = 204;
        answer = "";

        assertThat(operator("workers " + verb, "2")).isZero();

        assertThat(asked).hasValue(request + " Bearer " + TOKEN + " " + body);
        assertThat(out).hasToString(done + "\n");
    }

    @Test
    void prints_a_line_for_each_worker_that_a_broadcast_reached() {
        answer = "{\"results\":[{\"worker\":0,\"outcome\":\"answered\",\"value\":{\"Integer\":1}},"
                + "{\"worker\":1,\"outcome\":\"timed_out\",\"detail\":\"no answer within 5 ms\"}]}";

        assertThat(operator("broadcast", "Reload", "--tenant", "guild:7", "--timeout", "5ms"))
                .isZero();

        assertThat(asked)
                .hasValue("POST /api/v1/broadcast Bearer " + TOKEN
                        + " {\"event\":{\"name\":\"Reload\",\"data\":{\"json\":{}}},\"timeout_ms\":5,"
                        + "\"tenant\":\"guild:7\"}");
        assertThat(out)
                .hasToString(
                        "0       answered         {\"Integer\":1}\n1       timed_out        no answer within 5 ms\n");
    }

    @ParameterizedTest
    @CsvSource({"200, up, up, 0", "503, down, down, 3"})
    void says_without_a_token_whether_the_master_is_ready(int newStatus, String all, String database, int exitCode) {
        status = newStatus;
        answer = "{\"status\":\"" + all + "\",\"master\":\"up\",\"database\":\"" + database + "\"}";

        assertThat(run(withUrl("http://127.0.0.1:" + master.getAddress().getPort(), "health")))
                .isEqualTo(exitCode);

        assertThat(asked).hasValue("GET /api/v1/health/ready null ");
        assertThat(out).hasToString("master up, database " + database + "\n");
    }

    @ParameterizedTest
    @CsvSource({"400, 1", "401, 4", "403, 4", "404, 6", "422, 1", "429, 7", "500, 1", "503, 3", "504, 5"})
    void gives_each_status_its_exit_code(int newStatus, int exitCode) {
        status = newStatus;
        answer = "{\"detail\":\"because\"}";

        assertThat(dispatch()).isEqualTo(exitCode);
        assertThat(err.toString().strip())
                .isEqualTo("mesophyll-client: the master answered " + newStatus + ": because");
    }

    @Test
    void a_success_without_a_document_is_not_taken_for_an_answer() {
        answer = "";

        assertThat(dispatch()).isEqualTo(1);
        assertThat(dispatch("--no-answer")).isEqualTo(1);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("got 200 without JSON");
    }

    @Test
    void says_in_json_why_it_failed() {
        status = 503;
        answer = "{\"title\":\"not connected\"}";

        assertThat(dispatch("--json")).isEqualTo(3);
        assertThat(out.toString().strip())
                .isEqualTo("{\"error\":\"the master answered 503: not connected\",\"exit_code\":3}");
    }

    @ParameterizedTest
    @CsvSource({
        "'', there is no engine for lua; name its jar with --engine",
        "--engine=no-such.jar, no such file: the engine no-such.jar",
        "--language=cobol, there is no engine for cobol"
    })
    void says_what_a_worker_lacks_to_run_scripts(String option, String reason) throws IOException {
        Path tokens = Files.writeString(directory.resolve("worker-tokens"), "0 " + TOKEN + "\n");
        List<String> arguments =
                new ArrayList<>(List.of("worker", "--id", "0", "--token-file", tokens.toString(), "--scripts"));
        if (!option.isEmpty()) {
            arguments.add(option);
        }

        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString()).contains(reason);
    }

    @Test
    void says_that_nobody_listens() {
        master.stop(0);

        assertThat(dispatch()).isEqualTo(3);
    }

    @Test
    void lists_the_workers_that_matter_a_line_each_and_all_on_request() {
        answer = "{\"workers\":[{\"id\":0,\"owns_tenants\":true,\"connected\":true,\"connection\":{\"languages\":[],"
                + "\"since\":\"2026-12-01T02:03:04.123456789Z\",\"in_flight\":1,\"queued_messages\":2,\"answered\":3,"
                + "\"malformed\":4}},{\"id\":1,\"owns_tenants\":true,\"connected\":false,\"connection\":null},"
                + "{\"id\":2,\"owns_tenants\":false,\"connected\":false,\"connection\":null}]}";

        assertThat(onTerminal(() -> operator("workers"))).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "WORKER  CONNECTION     OWNS  SINCE                 IN FLIGHT  QUEUED  ANSWERED  MALFORMED",
                        "0       connected      yes   2026-12-01T02:03:04Z          1       2         3          4",
                        "1       not connected  yes   -                             -       -         -          -");
        assertThat(err).hasToString("1 more are registered: --all\n");

        assertThat(operator("workers", "--all")).isZero();
        assertThat(out.toString()).contains("\n2       not connected  no ");
        assertThat(operator("workers", "--json")).isZero();
        assertThat(out.toString()).endsWith(answer + "\n");
    }

    @Test
    void takes_a_wrong_command_line_for_what_it_is() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("dance")).isEqualTo(2);
        assertThat(run("kv")).isEqualTo(2);
        assertThat(run("drop", "--tenant", "server:1")).isEqualTo(2);
        assertThat(run("drop", "--tenant", "guild:1", "--timeout", "soon")).isEqualTo(2);
        assertThat(dispatch("--data", "{")).isEqualTo(2);
        assertThat(dispatch("--data", "1", "--raw", "1")).isEqualTo(2);
    }

    @Test
    void says_what_is_wrong_in_one_line_and_where_help_is() {
        assertThat(run("kv", "set", "--nonsense")).isEqualTo(2);

        assertThat(err.toString().lines()).hasSize(2).last().isEqualTo("see mesophyll-client kv set --help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helps_by_a_verb_too() {
        assertThat(run("help", "kv")).isZero();
        assertThat(out.toString()).contains("Usage: mesophyll-client kv");
    }

    @Test
    void says_of_a_file_that_is_not_there_that_it_is_not_there() {
        String missing = directory.resolve("nothing").toString();

        assertThat(operator("script run", "--tenant", "guild:7", missing)).isEqualTo(2);
        assertThat(run("drop", "--tenant", "guild:1", "--token-file", missing)).isEqualTo(2);

        assertThat(err.toString().lines())
                .containsExactly(
                        "mesophyll-client: no such file: the script " + missing,
                        "mesophyll-client: no such file: the token file " + missing);
    }

    @Test
    void says_of_a_wrong_parameter_what_a_wrong_command_line_is() {
        answer = "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32602,\"message\":\"Invalid params\",\"data\":{"
                + "\"detail\":\"there is no state nonsense\"}},\"id\":1}";

        assertThat(operator("jobs list", "--state", "nonsense")).isEqualTo(2);

        assertThat(err.toString().strip()).isEqualTo("mesophyll-client: there is no state nonsense");
    }

    @Test
    void says_in_every_verb_which_master_cannot_be_reached() throws IOException {
        String url = "http://127.0.0.1:" + master.getAddress().getPort();
        master.stop(0);

        assertThat(run(withUrl(url, kvGet()))).isEqualTo(3);
        assertThat(run(withUrl(url, "workers", "--token-file", operatorTokens())))
                .isEqualTo(3);

        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.equals("mesophyll-client: " + url + " cannot be reached"));
    }

    @Test
    void says_in_every_verb_what_tls_has_against_a_plain_port() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answerTwice(plain));
            answers.setDaemon(true);
            answers.start();
            String url = "https://127.0.0.1:" + plain.getLocalPort();

            assertThat(run(withUrl(url, kvGet()))).isEqualTo(3);
            assertThat(run(withUrl(url, "workers", "--token-file", operatorTokens())))
                    .isEqualTo(3);

            assertThat(err.toString().lines())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("mesophyll-client: " + url + " cannot be reached by TLS: "));
        }
    }

    /** Answers as servers do at a port without TLS; ends with the socket. */
    private static void answerTwice(ServerSocket plain) {
        for (int i = 0; i < 2; i++) {
            try (Socket peer = plain.accept()) {
                int unused = peer.getInputStream().read(new byte[1024]);
                peer.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                peer.shutdownOutput();
                byte[] rest = peer.getInputStream().readAllBytes();
                assertThat(rest).isNotNull();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String[] kvGet() throws IOException {
        String tokens = workerTokens();
        return new String[] {
            "kv", "get", "--id", "0", "--token-file", tokens, "--tenant", "guild:1", "--scope", "a", "key"
        };
    }

    private static String[] withUrl(String url, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--url";
        all[arguments.length + 1] = url;
        return all;
    }

    private String workerTokens() throws IOException {
        return Files.writeString(directory.resolve("worker-tokens"), "0 " + TOKEN + "\n")
                .toString();
    }

    private String operatorTokens() {
        return directory.resolve("operator-tokens").toString();
    }

    @Test
    void names_the_character_that_is_not_json() {
        assertThat(dispatch("--data", "{a")).isEqualTo(2);

        assertThat(err.toString().strip())
                .isEqualTo("mesophyll-client: this is not JSON: unexpected 'a' at character 2");
    }

    @Test
    void prints_of_a_list_one_page_and_says_that_more_may_follow_or_all_pages() {
        String page =
                "{\"jsonrpc\":\"2.0\",\"result\":{\"jobs\":[{\"job\":\"%s\",\"state\":\"lost\",\"created_at\":\"now\","
                        + "\"tenant\":\"guild:7\",\"name\":\"a\",\"by\":\"b\"}]%s},\"id\":1}";
        answer = String.format(Locale.ROOT, page, "02", ",\"next\":\"02\"");

        assertThat(onTerminal(() -> operator("jobs list", "--limit", "1"))).isZero();
        assertThat(out).hasToString("02  lost       now  guild:7  a  b\n");
        assertThat(err).hasToString("older jobs may follow: --before 02, or --all\n");

        whenAnswered = () -> answer = String.format(Locale.ROOT, page, "01", "");
        assertThat(onTerminal(() -> operator("jobs list", "--limit", "1", "--all")))
                .isZero();
        assertThat(out.toString().lines().map(line -> line.substring(0, 2))).containsExactly("02", "02", "01");
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(asked.get()).contains("\"params\":{\"limit\":1,\"before\":\"02\"}");
    }

    @Test
    void lists_global_entries_page_by_page_and_reviews_one() {
        String page =
                "{\"entries\":[{\"key\":\"%s\",\"version\":1,\"scope\":\"a&b\",\"owner_type\":\"guild\",\"owner_id\":\"7\","
                        + "\"review_state\":\"pending\"}],\"more\":%b}";
        answer = String.format(Locale.ROOT, page, "é", true);
        whenAnswered = () -> answer = String.format(Locale.ROOT, page, "z", false);

        assertThat(operator("global-kv list", "--state", "pending")).isZero();
        assertThat(out).hasToString("é  1  a&b  pending  guild:7\nz  1  a&b  pending  guild:7\n");
        assertThat(asked.get())
                .startsWith("GET /api/v1/global-kv?limit=100&review_state=pending"
                        + "&after_key=%C3%A9&after_version=1&after_scope=a%26b ");

        assertThat(operator("global-kv review", "--scope", "a", "z", "1", "approved"))
                .isZero();
        assertThat(asked.get())
                .startsWith("POST /api/v1/global-kv/review ")
                .endsWith(" {\"key\":\"z\",\"version\":1,\"scope\":\"a\",\"review_state\":\"approved\"}");
    }

    @Test
    void says_on_a_terminal_that_there_are_no_lines_yet() {
        answer = "{\"jsonrpc\":\"2.0\",\"result\":{\"lines\":[],\"missed\":false,\"next\":0},\"id\":1}";

        assertThat(operator("logs", "--tenant", "guild:7")).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(onTerminal(() -> operator("logs", "--tenant", "guild:7"))).isZero();

        assertThat(err).hasToString("no lines yet\n");
        assertThat(out.toString()).isEmpty();
    }

    /** Runs a verb as on a terminal, by the property that tells picocli so. */
    private static int onTerminal(IntSupplier verb) {
        System.setProperty("picocli.ansi", "true");
        try {
            return verb.getAsInt();
        } finally {
            System.clearProperty("picocli.ansi");
        }
    }

    @Test
    void makes_a_script_by_which_bash_completes_verbs() throws IOException, InterruptedException {
        assertThat(run("completion", "bash")).isZero();
        Path script = Files.writeString(directory.resolve("completion"), out.toString());

        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script
                                + "; COMP_WORDS=(mesophyll-client kv s); COMP_CWORD=2; COMP_LINE='mesophyll-client kv s'; "
                                + "_complete_mesophyll-client; echo \"${COMPREPLY[*]}\"")
                .redirectErrorStream(true)
                .start();
        String completed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).as(completed).isZero();
        assertThat(completed.split("\\s+")).contains("set", "scopes").doesNotContain("get");
    }

    @Test
    void says_of_a_url_without_a_master_that_there_is_none() {
        status = 404;
        answer = "";

        assertThat(dispatch()).isEqualTo(3);
        assertThat(err.toString()).contains("no Mesophyll API at http://127.0.0.1");
    }

    @Test
    void takes_token_files_with_a_byte_order_mark_and_ids_in_any_form() throws IOException {
        Path tokens = Files.writeString(directory.resolve("worker-tokens"), "\ufeff00 " + TOKEN + "\r\n");
        Path operators = Files.writeString(directory.resolve("bom"), "\ufeffoperator first " + TOKEN + "\r\n");

        assertThat(TokenFile.workerToken(tokens, new WorkerId(0))).contains(TOKEN);
        assertThat(TokenFile.operatorToken(operators)).contains(TOKEN);
    }

    @Test
    void ends_quietly_when_nobody_reads_what_it_prints() {
        answer = "{\"jsonrpc\":\"2.0\",\"result\":{\"lines\":[{\"number\":7,\"time\":\"now\",\"text\":\"a\"}],"
                + "\"missed\":false,\"next\":7},\"id\":1}";
        CommandLine line = MesophyllCommand.commandLine()
                .setOut(new PrintWriter(new ClosedPipe(), true))
                .setErr(new PrintWriter(err, true));

        int exitCode = line.execute(
                "logs",
                "--follow",
                "--tenant",
                "guild:7",
                "--url",
                "http://localhost:" + master.getAddress().getPort(),
                "--token-file",
                directory.resolve("operator-tokens").toString());

        assertThat(exitCode).isZero();
        assertThat(err.toString()).isEmpty();
    }

    /** What a process writes to whose reader has gone. */
    private static final class ClosedPipe extends Writer {
        @Override
        public void write(char[] text, int start, int length) throws IOException {
            throw new IOException("Broken pipe");
        }

        @Override
        public void flush() throws IOException {
            throw new IOException("Broken pipe");
        }

        @Override
        public void close() {}
    }

    @Test
    void needs_a_token() {
        String missing = directory.resolve("nothing").toString();
        assertThat(run("drop", "--tenant", "guild:1", "--token-file", missing)).isEqualTo(2);
        assertThat(run("kv", "scopes", "--id", "9", "--tenant", "guild:1", "--token-file", tokenFileOfOthers()))
                .isEqualTo(4);
        assertThat(err.toString()).contains("no token of worker 9");
    }

    private String tokenFileOfOthers() {
        try {
            return Files.writeString(directory.resolve("worker-tokens"), "1 " + TOKEN + "\n")
                    .toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void runs_a_script_and_prints_what_it_returns() throws IOException {
        Path script = Files.writeString(directory.resolve("hello.lua"), "return 1");
        answer = "{\"jsonrpc\":\"2.0\",\"result\":{\"n\":42},\"id\":1}";

        assertThat(operator("script run", "--tenant", "guild:7", script.toString(), "--timeout", "2s"))
                .isZero();

        assertThat(out.toString()).isEqualTo("{\"n\":42}\n");
        assertThat(asked.get())
                .startsWith("POST /rpc Bearer " + TOKEN)
                .contains("\"method\":\"play\"")
                .contains("\"tenant\":\"guild:7\",\"name\":\"hello.lua\",\"script\":\"return 1\"")
                .contains("\"timeout\":2000");
    }

    @Test
    void leaves_a_script_as_a_job_and_looks_after_it() throws IOException {
        Path script = Files.writeString(directory.resolve("hello.lua"), "return 1");
        answer = "{\"jsonrpc\":\"2.0\",\"result\":{\"job\":\"0123\"},\"id\":1}";
        assertThat(operator("script run", "--tenant", "guild:7", script.toString(), "--job", "--run-again"))
                .isZero();
        assertThat(out.toString()).isEqualTo("0123\n");
        assertThat(asked.get()).contains("job.create").contains("\"run_again\":true");

        answer =
                "{\"jsonrpc\":\"2.0\",\"result\":{\"jobs\":[{\"job\":\"0123\",\"state\":\"running\",\"created_at\":\"now\","
                        + "\"tenant\":\"guild:7\",\"name\":\"hello.lua\",\"by\":\"operator:ann\"}]},\"id\":1}";
        assertThat(operator("jobs list", "--tenant", "guild:7", "--state", "running", "--limit", "1"))
                .isZero();
        assertThat(out.toString()).endsWith("0123  running    now  guild:7  hello.lua  operator:ann\n");
        assertThat(asked.get()).contains("\"params\":{\"limit\":1,\"tenant\":\"guild:7\",\"state\":\"running\"}");

        answer = "{\"jsonrpc\":\"2.0\",\"result\":[1],\"id\":1}";
        assertThat(operator("jobs result", "0123", "--timeout", "1s")).isZero();
        assertThat(asked.get()).contains("\"params\":{\"job\":\"0123\",\"wait\":1000}");
        answer = "{\"jsonrpc\":\"2.0\",\"result\":{\"cancelled\":false},\"id\":1}";
        assertThat(operator("jobs cancel", "0123")).isZero();
        assertThat(out.toString()).endsWith("[1]\nit had ended\n");
    }

    @Test
    void prints_what_scripts_have_logged() {
        answer = "{\"jsonrpc\":\"2.0\",\"result\":{\"lines\":[{\"number\":7,\"time\":\"now\",\"text\":\"a\"},"
                + "{\"number\":8,\"time\":\"later\",\"text\":\"b\\u001b\"}],\"missed\":true,\"next\":8},\"id\":1}";

        assertThat(operator("logs", "--tenant", "guild:7")).isZero();
        assertThat(out.toString()).isEqualTo("now  a\nlater  b\n");
        assertThat(asked.get())
                .contains("\"method\":\"logs\",\"params\":{\"tenant\":\"guild:7\",\"after\":0,\"wait\":0}");
        assertThat(operator("logs", "--tenant", "guild:7", "--after", "5")).isZero();
        assertThat(out.toString()).endsWith("(lines are missing here)\nnow  a\nlater  b\n");
    }

    @Test
    void follows_a_jobs_log_until_the_job_has_ended() {
        String page =
                "{\"jsonrpc\":\"2.0\",\"result\":{\"lines\":[],\"missed\":false,\"next\":%d,\"state\":\"%s\"},\"id\":1}";
        answer = String.format(Locale.ROOT, page, 9, "running");
        whenAnswered = () -> answer = String.format(Locale.ROOT, page, 9, "completed");

        assertThat(operator("jobs logs", "0123", "--follow", "--timeout", "2s")).isZero();

        assertThat(asked.get()).contains("\"params\":{\"job\":\"0123\",\"after\":9,\"wait\":2000}");
    }

    @ParameterizedTest
    @CsvSource({
        "script_error, 1",
        "no_worker, 3",
        "forbidden, 4",
        "timeout, 5",
        "no_such_job, 6",
        "backpressure, 7",
    })
    void says_where_a_script_failed_and_gives_each_error_its_exit_code(String kind, int code) {
        answer = "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32011,\"message\":\"Script error\",\"data\":{\"kind\":\""
                + kind + "\",\"detail\":\"no\",\"place\":\"it:3\",\"stack\":\"it:3: in f\\nit:9\"}},\"id\":1}";

        assertThat(operator("jobs get", "0123")).isEqualTo(code);

        assertThat(err.toString())
                .contains("Script error at it:3: no; called by it:9\n")
                .doesNotContain(TOKEN);
    }

    private int operator(String verb, String... arguments) {
        List<String> line = new ArrayList<>(List.of(verb.split(" ", -1)));
        line.addAll(List.of(
                "--url",
                "http://localhost:" + master.getAddress().getPort(),
                "--token-file",
                directory.resolve("operator-tokens").toString()));
        line.addAll(List.of(arguments));
        return run(line.toArray(String[]::new));
    }

    @Test
    void explains_its_exit_codes_and_says_its_version() {
        assertThat(run("--help")).isZero();
        for (ExitCode code : ExitCode.values()) {
            assertThat(out.toString()).containsPattern("\n +" + code.number() + " +\\w");
        }
        assertThat(run("--version")).isZero();
    }
}
