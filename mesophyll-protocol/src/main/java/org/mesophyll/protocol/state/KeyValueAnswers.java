package org.mesophyll.protocol.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;

/** The answers to given operations, each in the form that {@code POST /db/kv} gives it; that of one without an answer is nil. */
final class KeyValueAnswers extends Codec<List<KeyValueAnswer>> {
    private static final Codec<@Nullable KvRecord> RECORD = Codecs.optional(KvRecord.CODEC);
    private static final Codec<List<KvRecord>> RECORDS = Codecs.list(KvRecord.CODEC);
    private static final Codec<List<String>> NAMES = Codecs.list(Codecs.TEXT);

    private final List<KeyValueOp> operations;

    KeyValueAnswers(List<KeyValueOp> operations) {
        this.operations = operations;
    }

    @Override
    public void write(List<KeyValueAnswer> answers, MessageWriter out) {
        out.beginArray(answers.size());
        Writing writing = new Writing(out);
        answers.forEach(answer -> answer.read(writing));
        out.end();
    }

    @Override
    public List<KeyValueAnswer> read(MessageReader in) throws MalformedMessageException {
        int count = in.beginArray();
        if (count != operations.size()) {
            throw new MalformedMessageException(count + " answers to " + operations.size() + " operations");
        }
        List<KeyValueAnswer> answers = new ArrayList<>(count);
        for (KeyValueOp operation : operations) {
            answers.add(operation.read(Reading.OF_OPERATION).read(in));
        }
        in.end();
        return List.copyOf(answers);
    }

    private record Writing(MessageWriter out) implements KeyValueAnswer.Reader<MessageWriter> {
        @Override
        public MessageWriter onRecord(Optional<KvRecord> entry) {
            entry.ifPresentOrElse(found -> KvRecord.CODEC.write(found, out), out::writeNil);
            return out;
        }

        @Override
        public MessageWriter onNames(List<String> names) {
            NAMES.write(names, out);
            return out;
        }

        @Override
        public MessageWriter onRecords(List<KvRecord> records) {
            RECORDS.write(records, out);
            return out;
        }

        @Override
        public MessageWriter onDone() {
            out.writeNil();
            return out;
        }
    }

    /** Says by an operation how its answer is read. */
    private static final class Reading implements KeyValueOp.Reader<Codecs.Read<KeyValueAnswer>> {
        private static final Reading OF_OPERATION = new Reading();

        @Override
        public Codecs.Read<KeyValueAnswer> onGet(KeyValueOp.Get operation) {
            return in -> new KeyValueAnswer.Found(RECORD.read(in));
        }

        @Override
        public Codecs.Read<KeyValueAnswer> onListScopes() {
            return in -> new KeyValueAnswer.Names(NAMES.read(in));
        }

        @Override
        public Codecs.Read<KeyValueAnswer> onSet(KeyValueOp.Set operation) {
            return Reading::done;
        }

        @Override
        public Codecs.Read<KeyValueAnswer> onDelete(KeyValueOp.Delete operation) {
            return Reading::done;
        }

        @Override
        public Codecs.Read<KeyValueAnswer> onFind(KeyValueOp.Find operation) {
            return in -> new KeyValueAnswer.Records(RECORDS.read(in));
        }

        private static KeyValueAnswer done(MessageReader in) throws MalformedMessageException {
            if (in.tryNil()) {
                return new KeyValueAnswer.Done();
            }
            throw new MalformedMessageException("a write is answered by nil, found " + in.peek());
        }
    }
}
