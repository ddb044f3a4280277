package org.mesophyll.bench.inside;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.mesophyll.master.Dispatch;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.SendOutcome;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.Sharding;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerCount;
import org.mesophyll.protocol.value.Value;

/** A dispatcher without a master; what the load does not use throws. */
final class FakeDispatcher {

    private FakeDispatcher() {}

    /** Returns a dispatcher whose answers come from a function of tenant and value. */
    static Dispatcher answering(int workers, BiFunction<TenantId, Value, CompletableFuture<DispatchOutcome>> answer) {
        return fake(workers, (tenant, value) -> new Answering(answer.apply(tenant, value)), tenant -> {
            throw new UnsupportedOperationException("dispatchWithoutAnswer");
        });
    }

    /** Returns a dispatcher that takes events without an answer. */
    static Dispatcher taking(int workers, Function<TenantId, SendOutcome> outcome) {
        return fake(
                workers,
                (tenant, value) -> {
                    throw new UnsupportedOperationException("dispatch");
                },
                outcome);
    }

    private static Dispatcher fake(
            int workers, BiFunction<TenantId, Value, Dispatch> dispatch, Function<TenantId, SendOutcome> send) {
        WorkerCount count = new WorkerCount(workers);
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "ownerOf" -> Sharding.ownerOf((TenantId) arguments[0], count);
            case "dispatch" -> dispatch.apply((TenantId) arguments[0], valueOf((Event) arguments[1]));
            case "dispatchAndWait" ->
                dispatch.apply((TenantId) arguments[0], valueOf((Event) arguments[1]))
                        .outcome()
                        .toCompletableFuture()
                        .join();
            case "dispatchWithoutAnswer" -> send.apply((TenantId) arguments[0]);
            default -> throw new UnsupportedOperationException(method.getName());
        };
        return (Dispatcher)
                Proxy.newProxyInstance(Dispatcher.class.getClassLoader(), new Class<?>[] {Dispatcher.class}, handler);
    }

    private static Value valueOf(Event event) {
        return ((EventData.OfValue) event.data()).value();
    }

    private record Answering(CompletableFuture<DispatchOutcome> future) implements Dispatch {
        @Override
        public CompletionStage<DispatchOutcome> outcome() {
            return future;
        }

        @Override
        public boolean cancel() {
            return false;
        }
    }
}
