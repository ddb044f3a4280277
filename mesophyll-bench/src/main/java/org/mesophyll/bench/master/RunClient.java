package org.mesophyll.bench.master;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.process.BenchFailedException;

/** Has the part of the tool that runs inside the master make runs. */
public final class RunClient {

    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration CONNECTED_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final URI run;
    private final String token;
    /**
     * Names a master.
     *
     * @param url its root
     * @param token an operator's
     */
    RunClient(URI url, String token) {
        this.run = url.resolve(BenchEar.CONTEXT_ROOT + "/run");
        this.token = token;
    }

    /** What the master made of a run. */
    public sealed interface Answer {
        /** It made the run. */
        record Measured(RunFigures figures) implements Answer {}

        /** It cannot make the run yet: workers are missing, or another run goes on. */
        record NotYet(String reason) implements Answer {}
    }

    /**
     * Makes a run.
     *
     * @throws BenchFailedException when the master refuses, with its reason
     */
    public Answer run(RunRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = post(request);
        return switch (response.statusCode()) {
            case OK -> new Answer.Measured(figures(response.body()));
            case CONFLICT -> new Answer.NotYet(response.body());
            default ->
                throw new BenchFailedException(
                        "the master refuses a run with status " + response.statusCode() + ": " + response.body());
        };
    }

    /**
     * Makes a run as soon as the workers that it is for are connected.
     *
     * @param workers have to stay alive meanwhile
     * @throws BenchFailedException if they are not connected within a minute, and as {@link #run} does
     */
    public RunFigures runOnceConnected(RunRequest request, WorkersProcess workers)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Answer answer = run(request);
        while (answer instanceof Answer.NotYet notYet) {
            if (System.nanoTime() - start > CONNECTED_LIMIT.toNanos()) {
                throw new BenchFailedException("after " + CONNECTED_LIMIT.toSeconds() + " s still: " + notYet.reason());
            }
            workers.requireAliveFor(POLL_INTERVAL);
            answer = run(request);
        }
        return ((Answer.Measured) answer).figures();
    }

    private HttpResponse<String> post(RunRequest request) throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(URI.create(run + "?" + request.toQuery()))
                .timeout(request.warmup().plus(request.measured()).plus(SLACK))
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.noBody())
                .build();
        return newClient().send(post, BodyHandlers.ofString());
    }

    /** A client for each run: a connection that was left from the last one may be closed by the master at this very moment. */
    private static HttpClient newClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_LIMIT)
                .build();
    }

    private static RunFigures figures(String body) {
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return RunFigures.fromJson(reader.readObject());
        }
    }
}
