package org.mesophyll.bench.rival;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The one method of the gRPC service: a stream of bytes each way, without a message format above them. */
final class GrpcExchange {

    static final String SERVICE = "mesophyll.bench.Exchange";

    static final MethodDescriptor<byte[], byte[]> METHOD = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.BIDI_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Talk"))
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private GrpcExchange() {}

    private static final class Bytes implements Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] payload) {
            return new ByteArrayInputStream(payload);
        }

        /** A message's stream knows its length, and reading so much takes no other buffer. */
        @Override
        public byte[] parse(InputStream stream) {
            try {
                byte[] payload = new byte[stream.available()];
                if (stream.readNBytes(payload, 0, payload.length) < payload.length) {
                    throw new EOFException("a message is shorter than its length");
                }
                return payload;
            } catch (IOException unreadable) {
                throw new UncheckedIOException("a message cannot be read", unreadable);
            }
        }
    }
}
