package org.mesophyll.protocol.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Value;

/** The bytes of {@code POST /db/batch}, as {@code docs/protocol.md} prints them. */
class KeyValueBatchTest {
    private static final Scopes SCOPES = Scopes.of("a");
    private static final KvRecord RECORD = new KvRecord("ID", "k", Value.ofNull(), SCOPES, null, null);
    private static final KeyValueBatch SET_AND_GET =
            KeyValueBatch.of(new KeyValueOp.Set(SCOPES, "k", Value.ofNull()), new KeyValueOp.Get(SCOPES, "k"));
    private static final KeyValueBatch EVERYTHING = KeyValueBatch.of(
            new KeyValueOp.Get(SCOPES, "k"),
            new KeyValueOp.ListScopes(),
            new KeyValueOp.Set(SCOPES, "k", Value.of(1)),
            new KeyValueOp.Delete(SCOPES, "k"),
            new KeyValueOp.Find(SCOPES, LikePattern.ALL));

    @Test
    void is_an_array_of_operations_and_answered_by_an_array() {
        List<KeyValueAnswer> answers = List.of(new KeyValueAnswer.Done(), new KeyValueAnswer.Found(RECORD));

        assertThat(hex(KeyValueBatch.CODEC.encode(SET_AND_GET)))
                .isEqualTo("9281a35365749391a161a16ba44e756c6c81a34765749291a161a16b");
        assertThat(hex(SET_AND_GET.answers().encode(answers))).isEqualTo("92c096a24944a16ba44e756c6c91a161c0c0");
    }

    @Test
    void comes_back_from_its_bytes_and_so_do_its_answers() throws Exception {
        List<KeyValueAnswer> answers = List.of(
                new KeyValueAnswer.Found(null),
                new KeyValueAnswer.Names(List.of("a", "b")),
                new KeyValueAnswer.Done(),
                new KeyValueAnswer.Done(),
                new KeyValueAnswer.Records(List.of(RECORD)));

        byte[] batch = KeyValueBatch.CODEC.encode(EVERYTHING);
        byte[] answer = EVERYTHING.answers().encode(answers);

        assertThat(KeyValueBatch.CODEC.decode(batch, DecodeLimits.DEFAULT)).isEqualTo(EVERYTHING);
        assertThat(EVERYTHING.answers().decode(answer, DecodeLimits.DEFAULT)).isEqualTo(answers);
        assertThat(EVERYTHING.toString()).isEqualTo("KeyValueBatch[5]");
        assertThat(answers.toString()).contains("Names[2]", "Records[1]");
    }

    @Test
    void has_1_to_100_operations() {
        KeyValueOp operation = new KeyValueOp.ListScopes();

        assertThat(new KeyValueBatch(Collections.nCopies(100, operation)).operations())
                .hasSize(100);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyValueBatch(Collections.nCopies(101, operation)))
                .withMessage("a batch has 1 to 100 operations, found 101");
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyValueBatch(List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "90, 'a batch has 1 to 100 operations, found 0'",
        "92 81aa4c69737453636f70657390 81a34e6f7090, operation 1: ",
        "91 81a34765749290a16b, 'operation 0: a record has 1 to 10 scopes, found 0'"
    })
    void a_refusal_names_the_operation(String bytes, String reason) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> KeyValueBatch.CODEC.decode(bytes(bytes), DecodeLimits.DEFAULT))
                .withMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource({"91c0", "93c0c0c0", "92c090", "92c000", "9290c0"})
    void refuses_answers_that_are_not_those_of_its_operations(String bytes) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> SET_AND_GET.answers().decode(bytes(bytes), DecodeLimits.DEFAULT));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
