package org.mesophyll.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.mesophyll.client.ClientSettings;
import org.mesophyll.client.WorkerClient;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/**
 * The main class of the process with the workers; each answers an event with what the event carries. Answers the line
 * {@value #COUNT} with the number of events received so far, and ends when its input does, so that it outlives nobody.
 */
final class EchoWorkers {

    static final String COUNT = "count";

    /** As many threads for all workers together as {@code WorkerClient} has by default for one. */
    private static final int THREADS = 8;

    /** The master's own bound, so that it is the master that refuses. */
    private static final Map<String, String> SETTINGS = Map.of("mesophyll.client.worker.max-in-flight", "4096");

    private EchoWorkers() {}

    /**
     * Runs until the input ends.
     *
     * @param arguments the master's root URL and a file with lines {@code id token}, a worker each
     */
    public static void main(String[] arguments) throws IOException {
        Map<Integer, String> tokens = LoadTokens.readWorkers(Path.of(arguments[1]));
        LongAdder received = new LongAdder();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<WorkerClient> workers = new ArrayList<>();
        tokens.forEach((id, token) -> workers.add(WorkerClient.builder()
                .url(arguments[0])
                .worker(id)
                .token(token)
                .settings(ClientSettings.of(SETTINGS))
                .executor(threads)
                .handler((tenant, event) -> echo(tenant, event, received))
                .start()));
        answerQuestions(received);
        workers.parallelStream().forEach(WorkerClient::close);
        threads.shutdown();
    }

    private static Value echo(TenantId tenant, Event event, LongAdder received) throws WorkerRefusal {
        received.increment();
        if (event.data() instanceof EventData.OfValue data) {
            return data.value();
        }
        throw new WorkerRefusal("an event of the load tool carries a value; this one, of " + tenant + ", does not");
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
