package org.mesophyll.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;

/**
 * The main class of the process with the workers; each answers an event with what the event carries. Answers the line
 * {@value #COUNT} with the number of events received so far, and ends when its input does, so that it outlives nobody.
 */
final class EchoWorkers {

    static final String COUNT = "count";

    private EchoWorkers() {}

    /**
     * Runs until the input ends.
     *
     * @param arguments the master's root URL and a file with lines {@code id token}, a worker each
     */
    public static void main(String[] arguments) throws IOException {
        URI master = URI.create(arguments[0]);
        Map<Integer, String> tokens = LoadTokens.readWorkers(Path.of(arguments[1]));
        LongAdder received = new LongAdder();
        HttpClient client = HttpClient.newHttpClient();
        ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
        List<EchoWorker> workers = new ArrayList<>();
        tokens.forEach((id, token) -> workers.add(EchoWorker.connect(client, master, id, token, received, beats)));
        answerQuestions(received);
        System.exit(0);
    }

    private static void answerQuestions(LongAdder received) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = input.readLine();
        while (line != null) {
            if (line.equals(COUNT)) {
                System.out.println(received.sum());
            }
            line = input.readLine();
        }
    }
}
