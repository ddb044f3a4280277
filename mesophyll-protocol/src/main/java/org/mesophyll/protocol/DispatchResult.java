package org.mesophyll.protocol;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.VariantCodec;
import org.mesophyll.protocol.value.Value;

/** What a worker made of a request. */
public sealed interface DispatchResult {
    Codec<DispatchResult> CODEC = new VariantCodec<>("DispatchResult", List.of("Ok", "Err")) {
        @Override
        public void write(DispatchResult result, MessageWriter out) {
            if (result instanceof Ok ok) {
                begin(0, out);
                Value.CODEC.write(ok.value, out);
            } else {
                begin(1, out);
                out.writeText(((Err) result).reason);
            }
            out.end();
        }

        @Override
        protected DispatchResult readPayload(int variant, MessageReader in) throws MalformedMessageException {
            return variant == 0 ? new Ok(Value.CODEC.read(in)) : new Err(in.readText());
        }
    };

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
