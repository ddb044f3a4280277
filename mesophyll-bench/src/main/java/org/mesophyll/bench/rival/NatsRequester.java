package org.mesophyll.bench.rival;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mesophyll.bench.drive.Result;
import org.mesophyll.bench.drive.Sending;

/** Makes requests of all workers over one connection to the broker, as a master would. */
final class NatsRequester implements Requester {

    private static final System.Logger LOG = System.getLogger(NatsRequester.class.getName());

    private final Payloads payloads;
    private final Connection connection;
    private final List<Window> windows;

    private NatsRequester(Payloads payloads, Connection connection, List<Window> windows) {
        this.payloads = payloads;
        this.connection = connection;
        this.windows = windows;
    }

    static NatsRequester connect(Setup setup) throws IOException, InterruptedException, TimeoutException {
        Connection connection = NatsSubjects.connect(setup);
        List<Window> windows =
                Stream.generate(Window::new).limit(setup.connections()).toList();
        Dispatcher dispatcher = connection.createDispatcher();
        for (int i = 0; i < setup.connections(); i++) {
            Window window = windows.get(i);
            dispatcher.subscribe(
                    NatsSubjects.ofAcknowledgements(i),
                    message -> window.acknowledged(Payloads.sequence(message.getData())));
        }
        connection.flush(NatsSubjects.FLUSH_LIMIT);
        return new NatsRequester(setup.payloads(), connection, windows);
    }

    @Override
    public void request(int worker, int slot, long sequence, Reply reply) {
        var unused = connection
                .requestWithTimeout(NatsSubjects.ofRequests(worker), payloads.request(slot, sequence), REQUEST_TIMEOUT)
                .whenComplete((message, failure) -> reply.ended(result(message, slot, sequence)));
    }

    @Override
    public Sending send(int worker, long sequence) {
        if (!windows.get(worker).take()) {
            return Sending.FULL;
        }
        connection.publish(NatsSubjects.ofMessages(worker), payloads.request(Payloads.NO_SLOT, sequence));
        return Sending.TAKEN;
    }

    @Override
    public void close() {
        close(connection);
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (InterruptedException interrupted) {
            LOG.log(Level.DEBUG, "interrupted while a connection closes");
            Thread.currentThread().interrupt();
        }
    }

    private Result result(@Nullable Message message, int slot, long sequence) {
        if (message == null) {
            return new Result.Failed("exception");
        }
        return Result.Answer.of(payloads.isReply(message.getData(), slot, sequence));
    }
}
