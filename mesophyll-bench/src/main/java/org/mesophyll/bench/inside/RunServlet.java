package org.mesophyll.bench.inside;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.mesophyll.bench.drive.LoadGenerator;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.master.Dispatcher;

/**
 * {@code POST /bench/run}: makes one run of load and answers with its figures. Needs an operator's token; 409 while another
 * run goes on, and while fewer workers are connected than the run is for.
 */
@WebServlet(urlPatterns = "/run", asyncSupported = true)
public class RunServlet extends HttpServlet {

    private static final System.Logger LOG = System.getLogger(RunServlet.class.getName());
    private static final String TOKEN_FILE = "mesophyll.operator-token-file";
    private static final Duration SLACK = Duration.ofMinutes(1);

    @Inject
    private transient Dispatcher dispatcher;

    private final transient AtomicReference<@Nullable LoadGenerator> running = new AtomicReference<>();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!guard().admits(request.getHeader("Authorization"))) {
            answer(response, HttpServletResponse.SC_UNAUTHORIZED, "an operator's token is needed");
            return;
        }
        RunRequest run;
        try {
            run = RunRequest.from(request::getParameter);
        } catch (IllegalArgumentException malformed) {
            answer(response, HttpServletResponse.SC_BAD_REQUEST, String.valueOf(malformed.getMessage()));
            return;
        }
        long connected = connectedOf(run);
        if (connected < run.workers()) {
            answer(
                    response,
                    HttpServletResponse.SC_CONFLICT,
                    connected + " of " + run.workers() + " workers are connected");
            return;
        }
        LoadGenerator generator = new LoadGenerator(new DispatcherTarget(dispatcher, run), run, System::nanoTime);
        if (!running.compareAndSet(null, generator)) {
            answer(response, HttpServletResponse.SC_CONFLICT, "another run goes on");
            return;
        }
        start(request, run, generator);
    }

    @Override
    public void destroy() {
        LoadGenerator generator = running.get();
        if (generator != null) {
            generator.stop();
        }
    }

    /** A thread of its own, so that the run takes none of those that serve the workers; it ends with the run. */
    private void start(HttpServletRequest request, RunRequest run, LoadGenerator generator) {
        AsyncContext context = request.startAsync();
        context.setTimeout(run.warmup().plus(run.measured()).plus(SLACK).toMillis());
        Thread thread = new Thread(() -> runAndAnswer(generator, context), "mesophyll-bench-run");
        thread.setDaemon(true);
        thread.setContextClassLoader(RunServlet.class.getClassLoader());
        thread.start();
    }

    private void runAndAnswer(LoadGenerator generator, AsyncContext context) {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        try {
            String figures = generator.run().toJson().toString();
            running.set(null);
            response.setContentType("application/json");
            write(response, figures);
        } catch (Exception failure) {
            running.set(null);
            LOG.log(Level.ERROR, "a run has failed", failure);
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        } finally {
            context.complete();
        }
    }

    private long connectedOf(RunRequest run) {
        return dispatcher.workers().stream()
                .filter(status -> status.worker().value() >= run.first())
                .filter(status -> status.worker().value() < run.first() + run.workers())
                .filter(status -> status.connection().isPresent())
                .count();
    }

    private static OperatorGuard guard() {
        return new OperatorGuard(Path.of(ConfigProvider.getConfig().getValue(TOKEN_FILE, String.class)));
    }

    private static void answer(HttpServletResponse response, int status, String text) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain");
        write(response, text);
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setCharacterEncoding("UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
