package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
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
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** Whatever we write we read again, in every form that a decoder has to take; and none of it prints. */
@Domain(AnyMessage.class)
@Domain(DomainContext.Global.class)
@PropertyDefaults(tries = 60, shrinking = ShrinkingMode.OFF)
class RoundTripTest {
    private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT;

    @Property
    void server_messages(@ForAll ServerMessage message, @ForAll Random random) throws Exception {
        check(ServerMessage.CODEC, WireShape.SERVER_MESSAGE, message, random);
    }

    @Property
    void client_messages(@ForAll ClientMessage message, @ForAll Random random) throws Exception {
        check(ClientMessage.CODEC, WireShape.CLIENT_MESSAGE, message, random);
    }

    @Property
    void rpc_requests(@ForAll RpcRequest request, @ForAll Random random) throws Exception {
        check(RpcRequest.CODEC, WireShape.RPC_REQUEST, request, random);
    }

    @Property
    void rpc_responses(@ForAll RpcResponse response, @ForAll Random random) throws Exception {
        check(RpcResponse.CODEC, WireShape.RPC_RESPONSE, response, random);
    }

    @Property
    void key_value_operations(@ForAll KeyValueOp operation, @ForAll Random random) throws Exception {
        check(KeyValueOp.CODEC, WireShape.KEY_VALUE_OP, operation, random);
    }

    @Property
    void public_global_operations(@ForAll PublicGlobalKeyValueOp operation, @ForAll Random random) throws Exception {
        check(PublicGlobalKeyValueOp.CODEC, WireShape.PUBLIC_GLOBAL_KEY_VALUE_OP, operation, random);
    }

    @Property
    void global_operations(@ForAll GlobalKeyValueOp operation, @ForAll Random random) throws Exception {
        check(GlobalKeyValueOp.CODEC, WireShape.GLOBAL_KEY_VALUE_OP, operation, random);
    }

    @Property
    void tenant_states(@ForAll TenantState state, @ForAll Random random) throws Exception {
        check(TenantState.CODEC, WireShape.TENANT_STATE, state, random);
    }

    @Property
    void records(@ForAll KvRecord entry, @ForAll Random random) throws Exception {
        check(KvRecord.CODEC, WireShape.KV_RECORD, entry, random);
    }

    @Property
    void global_entries(@ForAll GlobalKv entry, @ForAll Random random) throws Exception {
        check(GlobalKv.CODEC, WireShape.GLOBAL_KV, entry, random);
    }

    @Property(tries = 300)
    void values(@ForAll Value value, @ForAll Random random) throws Exception {
        check(Value.CODEC, WireShape.VALUE, value, random);
    }

    @Property(tries = 300)
    void json(@ForAll Json json, @ForAll Random random) throws Exception {
        check(Json.CODEC, WireShape.ANY, json, random);
    }

    @Property
    void tenants(@ForAll TenantId tenant, @ForAll Random random) throws Exception {
        check(TenantId.CODEC, WireShape.TENANT, tenant, random);
        assertThat(TenantId.parse(tenant.toString())).isEqualTo(tenant);
    }

    private static <T> void check(Codec<T> codec, WireShape shape, T value, Random random)
            throws MalformedMessageException, IOException {
        byte[] bytes = codec.encode(value);

        assertThat(codec.decode(bytes, LIMITS)).isEqualTo(value);
        assertThat(codec.decode(otherForm(bytes, shape, random), LIMITS)).isEqualTo(value);
        assertThat(value.toString()).doesNotContain(AnyMessage.SECRET);
    }

    private static byte[] otherForm(byte[] bytes, WireShape shape, Random random) throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes);
                MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packValue(shape.recode(unpacker.unpackValue(), random));
            assertThat(unpacker.hasNext()).isFalse();
            return packer.toByteArray();
        }
    }
}
