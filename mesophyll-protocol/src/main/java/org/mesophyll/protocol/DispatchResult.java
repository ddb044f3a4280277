package org.mesophyll.protocol;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.VariantCodec;
import org.mesophyll.protocol.value.Value;

/** What a worker made of a request. */
public sealed interface DispatchResult {
    Codec<DispatchResult> CODEC = VariantCodec.of(
            DispatchResult.class,
            List.of(
                    variant("Ok", Ok.class, Codecs.mapped(Value.CODEC, Ok::value, Ok::new)),
                    variant("Err", Err.class, Codecs.mapped(Codecs.TEXT, Err::reason, Err::new))));

    /** The request was done. */
    record Ok(Value value) implements DispatchResult {}

    /** The worker refused the request, or failed at it. */
    record Err(String reason) implements DispatchResult {
        @Override
        public String toString() {
            return "Err[" + reason.length() + "]";
        }
    }
}
