package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Value;

/**
 * A decoder that must stand any bytes whatever.
 *
 * @param <T> what it makes of them
 */
record Decoding<T>(Codec<T> codec) {
    static final List<Decoding<?>> ALL = List.of(
            new Decoding<>(ServerMessage.CODEC),
            new Decoding<>(ClientMessage.CODEC),
            new Decoding<>(Value.CODEC),
            new Decoding<>(KeyValueOp.CODEC),
            new Decoding<>(PublicGlobalKeyValueOp.CODEC),
            new Decoding<>(GlobalKeyValueOp.CODEC),
            new Decoding<>(TenantState.CODEC),
            new Decoding<>(TenantState.BY_TENANT_CODEC),
            new Decoding<>(KvRecord.CODEC),
            new Decoding<>(GlobalKv.CODEC),
            new Decoding<>(RpcRequest.CODEC),
            new Decoding<>(RpcResponse.CODEC));

    /** Fails unless the bytes are refused, or decode to a value that comes back from its own bytes. */
    void check(byte[] bytes) {
        Optional<T> value = decode(bytes);
        if (value.isEmpty()) {
            return;
        }
        byte[] ours = codec.encode(value.get());
        assertThat(decode(ours)).as(() -> HexFormat.of().formatHex(bytes)).isEqualTo(value);
    }

    private Optional<T> decode(byte[] bytes) {
        try {
            return Optional.of(codec.decode(bytes, DecodeLimits.DEFAULT));
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank();
            return Optional.empty();
        }
    }
}
