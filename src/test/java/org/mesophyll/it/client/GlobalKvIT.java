package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mesophyll.it.client.TenantDoor.assertDone;
import static org.mesophyll.it.client.TenantDoor.decode;
import static org.mesophyll.it.client.TenantDoor.hex;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.StateDoor;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.value.Json;

/** A global entry from its making by a tenant, through the staff's review and price, to who bought it. */
@WithMaster
class GlobalKvIT {
    private static final int OWNER = 22;
    private static final int BUYER = 23;
    private static final String SCOPE = "shop";
    private static final Json DATA = Json.array(Json.of(1), Json.ofNull(), Json.of("x"));
    private static final String DATA_AS_VALUE = "93a556616c7565" + "9301c0a178"; // its opaque flag follows

    private final StateDoor door;
    private final Operator operator;
    private final TenantDoor owner;
    private final TenantDoor buyer;
    private final String key;

    GlobalKvIT(Running master) {
        this.door = StateDoor.of(master.url(), StateDoor.Version.HTTP_1_1);
        this.operator = Operator.of(master);
        this.owner = TenantDoor.fresh(door, OWNER);
        this.buyer = TenantDoor.fresh(door, BUYER);
        this.key = "it." + owner.tenant().decimalId() + "_x-1";
    }

    @AfterEach
    void close() throws IOException {
        door.close();
    }

    @Test
    void an_entry_is_visible_only_once_it_is_approved() throws IOException, MalformedMessageException {
        assertDone(create(true));

        assertThat(hex(get(buyer.tenant()))).isEqualTo("c0");
        assertThat(found()).isEmpty();
        review("rejected");
        assertThat(hex(get(buyer.tenant()))).isEqualTo("c0");
        review("approved");
        GlobalKv entry = decode(GlobalKv.CODEC, get(null));
        assertThat(entry.partial().ownerId()).isEqualTo(owner.tenant().decimalId());
        assertThat(entry.partial().ownerType()).isEqualTo("guild");
        assertThat(entry.partial().price()).isNull();
        assertThat(entry.partial().reviewState()).isEqualTo(ReviewState.APPROVED);
        assertThat(entry.data()).isEqualTo(new GlobalKvData.Data(DATA, false));
        assertThat(found()).containsExactly(entry.partial());
    }

    @Test
    void a_priced_entry_has_to_be_bought_and_is_opaque_then() throws IOException, MalformedMessageException {
        assertDone(create(true));
        review("approved");
        assertThat(hex(get(null))).endsWith(DATA_AS_VALUE + "c2");

        assertThat(post("price", "\"price\":250").status()).isEqualTo(204);
        assertPurchaseRequired(null);
        assertPurchaseRequired(buyer.tenant());
        HttpReply granted = post("purchases", "\"tenant\":\"" + buyer.tenant() + "\"");

        assertThat(granted.object().getBoolean("granted")).isTrue();
        assertThat(hex(get(buyer.tenant()))).endsWith(DATA_AS_VALUE + "c3");
        assertPurchaseRequired(null);
        assertThat(found().get(0).price()).isEqualTo(250);
        assertThat(post("price", "\"price\":null").status()).isEqualTo(204);
        assertThat(hex(get(null))).endsWith(DATA_AS_VALUE + "c2");
    }

    @Test
    void an_entry_whose_data_is_not_public_is_opaque() throws IOException {
        assertDone(create(false));
        review("approved");

        assertThat(hex(get(buyer.tenant()))).endsWith(DATA_AS_VALUE + "c3");
    }

    @Test
    void key_version_and_scope_are_taken_once_and_deleted_by_their_owner_only() throws IOException {
        assertDone(create(true));
        review("approved");

        assertThat(create(true).status()).isEqualTo(500);
        GlobalKeyValueOp delete = new GlobalKeyValueOp.Delete(key, 1, SCOPE);
        assertThat(buyer.globalKv(delete).status()).isEqualTo(500);
        assertThat(hex(get(null))).endsWith(DATA_AS_VALUE + "c2");
        assertDone(owner.globalKv(delete));
        assertThat(hex(get(null))).isEqualTo("c0");
    }

    @Test
    void the_staff_finds_no_entry_that_is_not_there() {
        assertThat(post("review", "\"review_state\":\"approved\"").status()).isEqualTo(404);
        assertThat(post("price", "\"price\":1").status()).isEqualTo(404);
        assertThat(post("purchases", "\"tenant\":\"user:1\"").status()).isEqualTo(404);
    }

    private HttpReply create(boolean publicData) throws IOException {
        CreateGlobalKv entry = new CreateGlobalKv(key, 1, "S", Json.emptyObject(), SCOPE, publicData, null, DATA);
        return owner.globalKv(new GlobalKeyValueOp.Create(entry));
    }

    private HttpReply get(@Nullable TenantId tenant) throws IOException {
        return buyer.publicGlobalKv(new PublicGlobalKeyValueOp.Get(key, 1, SCOPE, tenant));
    }

    private List<PartialGlobalKv> found() throws IOException, MalformedMessageException {
        LikePattern pattern = LikePattern.startingWith(key);
        return decode(
                Codecs.list(PartialGlobalKv.CODEC),
                buyer.publicGlobalKv(new PublicGlobalKeyValueOp.Find(pattern, SCOPE)));
    }

    private void review(String state) {
        HttpReply reply = post("review", "\"review_state\":\"" + state + "\"");
        assertThat(reply.status()).as(reply::toString).isEqualTo(204);
    }

    private HttpReply post(String action, String more) {
        String name = "\"key\":\"" + key + "\",\"version\":1,\"scope\":\"" + SCOPE + "\"";
        return operator.post("global-kv/" + action, "{" + name + "," + more + "}");
    }

    private void assertPurchaseRequired(@Nullable TenantId tenant) throws IOException, MalformedMessageException {
        GlobalKvData data = decode(GlobalKv.CODEC, get(tenant)).data();
        assertThat(data).isInstanceOf(GlobalKvData.PurchaseRequired.class);
        assertThat(((GlobalKvData.PurchaseRequired) data).url()).isEqualTo("/purchase/shop/" + key + "/1");
    }
}
