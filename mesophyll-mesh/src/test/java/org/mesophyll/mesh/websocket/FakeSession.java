package org.mesophyll.mesh.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A session that takes down what is done to it; frames are sent when the test says so. */
final class FakeSession implements SessionHold {
    private final List<String> done = new ArrayList<>();
    private final Queue<SendHandler> underWay = new ArrayDeque<>();
    private Runnable duringPing = () -> {};

    WebSocketWire wire() {
        return new WebSocketWire(session(), this);
    }

    /** Returns what was done: send, ping, close with its code, cut. */
    synchronized List<String> done() {
        return List.copyOf(done);
    }

    /** Says that the oldest frame has been sent. */
    void land() {
        underWay.remove().onResult(new SendResult());
    }

    /** Runs something the next time that a ping is being sent. */
    void duringPing(Runnable work) {
        duringPing = work;
    }

    @Override
    public void close(CloseReason reason) {
        add("close " + reason.getCloseCode().getCode());
    }

    @Override
    public void cut() {
        add("cut");
    }

    private Session session() {
        return proxy(Session.class, (method, arguments) -> switch (method) {
            case "getId" -> "fake";
            case "getNegotiatedSubprotocol" -> "";
            case "getAsyncRemote" -> proxy(RemoteEndpoint.Async.class, this::remote);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private @Nullable Object remote(String method, Object[] arguments) {
        switch (method) {
            case "sendBinary" -> {
                add("send");
                underWay.add((SendHandler) arguments[1]);
            }
            case "sendPing" -> {
                add("ping");
                Runnable work = duringPing;
                duringPing = () -> {};
                work.run();
            }
            default -> throw new UnsupportedOperationException(method);
        }
        return null;
    }

    private synchronized void add(String what) {
        done.add(what);
    }

    private static <T> T proxy(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> behaviour.call(method.getName(), arguments)));
    }

    private interface Behaviour {
        @Nullable Object call(String method, Object[] arguments);
    }
}
