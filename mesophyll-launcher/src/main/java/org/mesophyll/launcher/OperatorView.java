package org.mesophyll.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** What the master tells an operator about its workers. */
final class OperatorView {

    private static final int OK = 200;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    /** One per connected worker; everything else in the answer is of no interest here. */
    private static final Pattern CONNECTED = Pattern.compile("\"connected\"\\s*:\\s*true\\b");

    private final URI workers;
    private final Path tokenFile;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .build();

    /**
     * Names a master.
     *
     * @param url its root
     * @param tokenFile lines {@code role name token}; the first operator's token is used
     */
    OperatorView(URI url, Path tokenFile) {
        this.workers = url.resolve("/api/v1/workers");
        this.tokenFile = tokenFile;
    }

    /**
     * Asks how many workers are connected.
     *
     * @throws IOException when the master does not answer, or with something else than a list
     */
    int connectedWorkers() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(workers)
                .timeout(ANSWER_LIMIT)
                .header("Authorization", "Bearer " + operatorToken())
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != OK) {
            throw new IOException("GET " + workers + " answered " + response.statusCode());
        }
        return countConnected(response.body());
    }

    static int countConnected(String json) {
        return (int) CONNECTED.matcher(json).results().count();
    }

    private String operatorToken() throws IOException {
        return Files.readAllLines(tokenFile).stream()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(words -> words.length == 3 && words[0].equals("operator"))
                .map(words -> words[2])
                .findFirst()
                .orElseThrow(() -> new IOException("no line 'operator name token' in " + tokenFile));
    }
}
