package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.StateDoor;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;

/**
 * A worker's way to the state of one tenant.
 *
 * @param door how requests travel
 * @param worker who asks, with its own token
 * @param tenant on whose behalf
 */
record TenantDoor(StateDoor door, int worker, TenantId tenant) {
    private static final int TENANTS_OF_A_WORKER = 1 << 22;

    /** Returns a way to a guild that the worker owns and that no other test, nor an earlier run, has used. */
    static TenantDoor fresh(StateDoor door, int worker) {
        int number = ThreadLocalRandom.current().nextInt(TENANTS_OF_A_WORKER);
        return new TenantDoor(door, worker, Tenants.guildOf(worker, number));
    }

    HttpReply kv(KeyValueOp operation) throws IOException {
        return post("/db/kv", KeyValueOp.CODEC.encode(operation));
    }

    HttpReply globalKv(GlobalKeyValueOp operation) throws IOException {
        return post("/db/global-kv", GlobalKeyValueOp.CODEC.encode(operation));
    }

    HttpReply publicGlobalKv(PublicGlobalKeyValueOp operation) throws IOException {
        return door.post("/db/public-global-kv?" + caller(), PublicGlobalKeyValueOp.CODEC.encode(operation));
    }

    HttpReply post(String path, byte[] body) throws IOException {
        return door.post(path + "?" + caller() + "&" + StateDoor.tenantQuery(tenant), body);
    }

    String caller() {
        return StateDoor.caller(worker, ItTokens.worker(worker));
    }

    /** Returns what a reply of status 200 carries. */
    static <T> T decode(Codec<T> codec, HttpReply reply) throws MalformedMessageException {
        assertThat(reply.status()).isEqualTo(200);
        return codec.decode(reply.body().toByteArray(), DecodeLimits.DEFAULT);
    }

    static void assertDone(HttpReply reply) {
        assertThat(reply.status()).as(reply::toString).isEqualTo(200);
        assertThat(reply.body().length()).isZero();
    }

    static String hex(HttpReply reply) {
        return HexFormat.of().formatHex(reply.body().toByteArray());
    }

    /** Returns the bytes of hex digits, which may have spaces between them. */
    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
