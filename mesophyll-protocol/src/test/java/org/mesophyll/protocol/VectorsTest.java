package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.protocol.VectorSamples.Sample;
import org.mesophyll.protocol.Vectors.Vector;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** Our codec against the bytes of an independent one. */
class VectorsTest {
    static List<Vector> encode() {
        return Vectors.encode();
    }

    static List<Vector> taken() {
        return Vectors.decode().stream().filter(Vector::accepted).toList();
    }

    static List<Vector> refused() {
        return Vectors.decode().stream().filter(Predicate.not(Vector::accepted)).toList();
    }

    @Test
    void every_vector_has_a_sample_and_every_sample_a_vector() {
        assertThat(VectorSamples.ENCODE.keySet()).containsExactlyInAnyOrderElementsOf(names(encode()));
        assertThat(VectorSamples.TAKEN.keySet()).containsExactlyInAnyOrderElementsOf(names(taken()));
        assertThat(VectorSamples.REFUSED.keySet()).containsExactlyInAnyOrderElementsOf(names(refused()));
    }

    @ParameterizedTest
    @MethodSource
    void encode(Vector vector) throws MalformedMessageException {
        Sample<?> sample = of(VectorSamples.ENCODE, vector);

        assertThat(sample.encode()).isEqualTo(vector.bytes());
        assertThat(decode(sample.codec(), vector)).isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource
    void taken(Vector vector) throws MalformedMessageException {
        Sample<?> sample = of(VectorSamples.TAKEN, vector);

        assertThat(decode(sample.codec(), vector)).isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource
    void refused(Vector vector) {
        Codec<?> codec = of(VectorSamples.REFUSED, vector);

        assertThatThrownBy(() -> decode(codec, vector)).isInstanceOf(MalformedMessageException.class);
    }

    private static <V> V of(Map<String, V> samples, Vector vector) {
        return Objects.requireNonNull(samples.get(vector.name()), () -> "no sample for " + vector);
    }

    private static @Nullable Object decode(Codec<?> codec, Vector vector) throws MalformedMessageException {
        return codec.decode(vector.bytes(), DecodeLimits.DEFAULT);
    }

    private static List<String> names(List<Vector> vectors) {
        return vectors.stream().map(Vector::name).toList();
    }
}
