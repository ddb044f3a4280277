package org.mesophyll.bench.master;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.mesophyll.bench.master.WorkersPlan.HandlersRun;
import org.mesophyll.client.ClientSettings;
import org.mesophyll.client.WorkerClient;
import org.mesophyll.client.WorkerHandler;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.mesh.work.HandlerThreads;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/**
 * The main class of the process with the workers; each answers an event with what the event carries, or with its sequence
 * number and text of a size. Answers the line {@value #COUNT} with the number of events received so far, and ends when its
 * input does, so that it outlives nobody.
 */
final class EchoWorkers {

    static final String COUNT = "count";

    /** As many threads for all workers together as {@code WorkerClient} has by default for one, of the same kind. */
    private static final int THREADS = 8;

    /** The master's own bound, so that it is the master that refuses. */
    private static final String MAX_IN_FLIGHT = "4096";

    private EchoWorkers() {}

    /**
     * Runs until the input ends.
     *
     * @param arguments the master's root URL, a file with lines {@code id token}, a worker each, the answers' size or -1 for
     *     what was asked, and where the handler runs
     */
    public static void main(String[] arguments) throws IOException {
        Map<Integer, String> tokens = LoadTokens.readWorkers(Path.of(arguments[1]));
        LongAdder received = new LongAdder();
        WorkerHandler handler = handler(Integer.parseInt(arguments[2]), received);
        boolean inline = HandlersRun.valueOf(arguments[3].toUpperCase(Locale.ROOT)) == HandlersRun.INLINE;
        ClientSettings settings = ClientSettings.of(Map.of("mesophyll.client.worker.max-in-flight", MAX_IN_FLIGHT));
        Executor executor =
                inline ? Runnable::run : new HandlerThreads(THREADS, EchoWorkers::handlerThread, System::nanoTime);
        List<WorkerClient> workers = new ArrayList<>();
        tokens.forEach((id, token) -> {
            WorkerClient.Builder worker = WorkerClient.builder()
                    .url(arguments[0])
                    .worker(id)
                    .token(token)
                    .settings(settings)
                    .executor(executor)
                    .handler(handler);
            workers.add(worker.start());
        });
        answerQuestions(received);
        workers.parallelStream().forEach(WorkerClient::close);
    }

    private static Thread handlerThread(Runnable work) {
        Thread thread = new Thread(work, "mesophyll-bench-handler");
        thread.setDaemon(true);
        return thread;
    }

    private static WorkerHandler handler(int replyBytes, LongAdder received) {
        Value reply = Value.of("m".repeat(Math.max(0, replyBytes)));
        return (tenant, event) -> {
            received.increment();
            Value asked = valueOf(tenant, event);
            return replyBytes == WorkersPlan.ECHO ? asked : Value.list(sequenceOf(asked), reply);
        };
    }

    private static Value valueOf(TenantId tenant, Event event) throws WorkerRefusal {
        if (event.data() instanceof EventData.OfValue data) {
            return data.value();
        }
        throw new WorkerRefusal("an event of the load tool carries a value; this one, of " + tenant + ", does not");
    }

    private static Value sequenceOf(Value asked) throws WorkerRefusal {
        if (asked instanceof Value.Sequence list && !list.values().isEmpty()) {
            return list.values().get(0);
        }
        throw new WorkerRefusal("an event of the load tool carries a sequence number first");
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
