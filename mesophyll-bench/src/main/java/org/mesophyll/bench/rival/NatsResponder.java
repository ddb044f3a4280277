package org.mesophyll.bench.rival;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Answers the requests of each worker's subject over a connection of its own, as workers in many processes would. */
final class NatsResponder implements Responder {

    private final Setup setup;
    private final LongAdder received = new LongAdder();
    private final List<Connection> connections = new ArrayList<>();

    private NatsResponder(Setup setup) {
        this.setup = setup;
    }

    static NatsResponder start(Setup setup) throws IOException, InterruptedException, TimeoutException {
        NatsResponder responder = new NatsResponder(setup);
        for (int i = 0; i < setup.connections(); i++) {
            responder.subscribe(i);
        }
        return responder;
    }

    @Override
    public int port() {
        return setup.port();
    }

    @Override
    public long received() {
        return received.sum();
    }

    @Override
    public void close() {
        connections.forEach(NatsRequester::close);
    }

    private void subscribe(int index) throws IOException, InterruptedException, TimeoutException {
        Connection connection = NatsSubjects.connect(setup);
        connections.add(connection);
        Answers answers = new Answers(setup.payloads(), received);
        String acknowledgements = NatsSubjects.ofAcknowledgements(index);
        Dispatcher dispatcher =
                connection.createDispatcher(message -> answer(message, answers, connection, acknowledgements));
        dispatcher.subscribe(NatsSubjects.ofRequests(index));
        dispatcher.subscribe(NatsSubjects.ofMessages(index));
        connection.flush(NatsSubjects.FLUSH_LIMIT);
    }

    private static void answer(Message message, Answers answers, Connection connection, String acknowledgements) {
        byte[] answer = answers.to(message.getData());
        if (answer != null) {
            connection.publish(Optional.ofNullable(message.getReplyTo()).orElse(acknowledgements), answer);
        }
    }
}
