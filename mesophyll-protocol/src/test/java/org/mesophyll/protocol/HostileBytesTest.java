package org.mesophyll.protocol;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Broken and random bytes against every decoder. The number of inputs is {@code jqwik.tries.default}, 1000 unless it is
 * given: {@code mvn -pl mesophyll-protocol test -Dtest=HostileBytesTest -Djqwik.tries.default=1000000}.
 */
class HostileBytesTest {
    private static final byte[][] SEEDS =
            Vectors.encode().stream().map(Vectors.Vector::bytes).toArray(byte[][]::new);

    /** First bytes with a length, or of a kind of their own, behind which anything may go wrong. */
    private static final byte[] TAGS = {
        (byte) 0x80,
        (byte) 0x8f,
        (byte) 0x90,
        (byte) 0x9f,
        (byte) 0xa0,
        (byte) 0xbf,
        (byte) 0xc0,
        (byte) 0xc1,
        (byte) 0xc4,
        (byte) 0xc6,
        (byte) 0xc7,
        (byte) 0xca,
        (byte) 0xcb,
        (byte) 0xcf,
        (byte) 0xd3,
        (byte) 0xd4,
        (byte) 0xd9,
        (byte) 0xdb,
        (byte) 0xdc,
        (byte) 0xdd,
        (byte) 0xde,
        (byte) 0xdf
    };

    @Property(shrinking = ShrinkingMode.OFF)
    void any_bytes_are_decoded_or_refused(@ForAll("hostileBytes") byte[] bytes) {
        for (Decoding<?> decoding : Decoding.ALL) {
            decoding.check(bytes);
        }
    }

    @Provide
    Arbitrary<byte[]> hostileBytes() {
        return Arbitraries.randomValue(HostileBytesTest::hostileBytes);
    }

    private static byte[] hostileBytes(Random random) {
        byte[] bytes = random.nextInt(8) == 0 ? new byte[random.nextInt(64)] : SEEDS[random.nextInt(SEEDS.length)];
        bytes = bytes.clone();
        if (random.nextInt(8) == 0) {
            random.nextBytes(bytes);
        }
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            bytes = change(bytes, random);
        }
        return bytes;
    }

    private static byte[] change(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(4)) {
            case 0 -> with(bytes, at, (byte) random.nextInt());
            case 1 -> with(bytes, at, TAGS[random.nextInt(TAGS.length)]);
            case 2 -> joined(bytes, at, bytes, random.nextInt(bytes.length));
            default -> {
                byte[] other = SEEDS[random.nextInt(SEEDS.length)];
                yield joined(bytes, at, other, random.nextInt(other.length));
            }
        };
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] joined(byte[] head, int headEnd, byte[] tail, int tailStart) {
        byte[] joined = new byte[headEnd + tail.length - tailStart];
        System.arraycopy(head, 0, joined, 0, headEnd);
        System.arraycopy(tail, tailStart, joined, headEnd, tail.length - tailStart);
        return joined;
    }
}
