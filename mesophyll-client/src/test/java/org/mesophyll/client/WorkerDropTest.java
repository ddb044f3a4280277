package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** What a handler hears of a drop while its tenant is busy. */
class WorkerDropTest extends WithFakeMaster {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void hears_of_a_drop_while_the_tenants_call_runs_and_drops_when_it_has_ended() throws Exception {
        try (WorkerClient worker = worker("10", true).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.dispatch(TENANT, "Busy", 1);
            peer.send(new ServerMessage.DropWorker(TENANT, new RequestId(2)));

            assertThat(peer.nextAnswer().requestId()).isEqualTo(new RequestId(1));
            assertThat(peer.nextAnswer().result()).isEqualTo(new DispatchResult.Ok(Value.ofNull()));
            assertThat(heard).containsExactly("asked", "ended", "dropped");
            assertThat(worker.status().refused()).isZero();
        }
    }

    @Test
    void hears_that_a_drop_was_refused_for_too_much_waits() throws Exception {
        try (WorkerClient worker = worker("1", false).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.dispatch(TENANT, "Busy", 1);
            peer.send(new ServerMessage.DropWorker(TENANT, new RequestId(2)));

            assertThat(peer.nextRefusal()).isEqualTo("busy: too much waits for the tenant: the limit is 1");
            release.countDown();
            await().untilAsserted(() -> assertThat(heard).containsExactly("asked", "refused", "ended"));
            assertThat(worker.status().refused()).isEqualTo(1);
        }
    }

    private WorkerClient.Builder worker(String mostOfTenant, boolean stopsWhenAsked) {
        return worker(new Handler(stopsWhenAsked)).settings(settings("max-in-flight-per-tenant", mostOfTenant));
    }

    private final class Handler implements WorkerHandler {
        private final boolean stopsWhenAsked;

        private Handler(boolean stopsWhenAsked) {
            this.stopsWhenAsked = stopsWhenAsked;
        }

        @Override
        public Value onEvent(TenantId tenant, Event event) throws Exception {
            boolean unused = release.await(10, TimeUnit.SECONDS);
            heard.add("ended");
            return Value.ofNull();
        }

        @Override
        public void onDropAsked(TenantId tenant) {
            heard.add("asked");
            if (stopsWhenAsked) {
                release.countDown();
            }
        }

        @Override
        public void onDropRefused(TenantId tenant) {
            heard.add("refused");
        }

        @Override
        public Value onDrop(TenantId tenant) {
            heard.add("dropped");
            return Value.ofNull();
        }
    }
}
