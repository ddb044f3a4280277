package org.mesophyll.bench.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.mesophyll.bench.drive.Result;
import org.mesophyll.bench.drive.Result.Answer;

class QuestionsTest {

    private static final Payloads PAYLOADS = new Payloads(256, 64);

    private final Questions questions = new Questions(PAYLOADS);
    private final LongAdder received = new LongAdder();
    private final Answers answers = new Answers(PAYLOADS, received);

    @Test
    void an_answer_ends_the_request_of_its_slot() {
        List<Result> first = new ArrayList<>();
        List<Result> second = new ArrayList<>();
        byte[] one = questions.request(1, 100, first::add);
        byte[] two = questions.request(2, 200, second::add);

        questions.arrived(answerTo(two));

        assertThat(one).hasSize(256);
        assertThat(first).isEmpty();
        assertThat(second).containsExactly(Answer.RIGHT);
        assertThat(received.sum()).isEqualTo(1);
    }

    @Test
    void every_byte_of_an_answer_counts() {
        assertThat(resultOf(reply -> reply)).isEqualTo(Answer.RIGHT);
        assertThat(resultOf(reply -> changed(reply, 11))).isEqualTo(Answer.WRONG);
        assertThat(resultOf(reply -> changed(reply, 12))).isEqualTo(Answer.WRONG);
        assertThat(resultOf(reply -> changed(reply, 63))).isEqualTo(Answer.WRONG);
        assertThat(resultOf(reply -> Arrays.copyOf(reply, 63))).isEqualTo(Answer.WRONG);
    }

    @Test
    void an_answer_that_nobody_asked_for_is_refused() {
        byte[] request = questions.request(1, 100, result -> {});
        questions.arrived(answerTo(request));

        assertThatThrownBy(() -> questions.arrived(answerTo(request)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an answer came for slot 1, where nothing was asked");
    }

    @Test
    void messages_without_an_answer_wait_for_acknowledgements() {
        for (int sent = 0; sent < Window.MOST; sent++) {
            assertThat(questions.message(sent)).isNotNull();
        }
        assertThat(questions.message(Window.MOST)).isNull();

        questions.arrived(PAYLOADS.acknowledgement(1));

        assertThat(questions.message(Window.MOST)).isNotNull();
        assertThat(questions.message(Window.MOST + 1)).isNull();
    }

    @Test
    void so_many_messages_are_acknowledged_at_a_time_and_count_as_received() {
        for (int sent = 1; sent < Window.ACKNOWLEDGED_EACH; sent++) {
            assertThat(answers.to(PAYLOADS.request(Payloads.NO_SLOT, sent))).isNull();
        }

        byte[] acknowledgement = answers.to(PAYLOADS.request(Payloads.NO_SLOT, 7));

        assertThat(acknowledgement).isEqualTo(PAYLOADS.acknowledgement(Window.ACKNOWLEDGED_EACH));
        assertThat(received.sum()).isEqualTo(Window.ACKNOWLEDGED_EACH);
    }

    @Test
    void payloads_have_room_for_what_identifies_them() {
        assertThatThrownBy(() -> new Payloads(256, 11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a reply is 11 bytes, allowed are 12 to 900000");
    }

    private interface Change {
        byte[] of(byte[] reply);
    }

    private Result resultOf(Change change) {
        List<Result> results = new ArrayList<>();
        byte[] request = questions.request(3, 300, results::add);
        questions.arrived(change.of(answerTo(request)));
        return results.get(0);
    }

    private byte[] answerTo(byte[] request) {
        return Objects.requireNonNull(answers.to(request));
    }

    private static byte[] changed(byte[] reply, int index) {
        byte[] other = reply.clone();
        other[index]++;
        return other;
    }
}
