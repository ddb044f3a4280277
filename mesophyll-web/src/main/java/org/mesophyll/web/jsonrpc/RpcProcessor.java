package org.mesophyll.web.jsonrpc;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.mesophyll.master.state.ValueTooLargeException;
import org.mesophyll.mesh.work.RareLog;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.api.Role;
import org.mesophyll.web.guard.ErrorId;
import org.mesophyll.web.json.JsonMembers;
import org.mesophyll.web.settings.JsonRpcSettings;

/**
 * Does what the JSON-RPC 2.0 specification says with a message: reads it, calls the methods that it names, and makes the answer.
 *
 * <p>Safe for use by any number of threads; never blocks, as its methods do not.
 */
final class RpcProcessor {
    private static final System.Logger LOG = System.getLogger(RpcProcessor.class.getName());
    private static final RareLog FAILURES = new RareLog(LOG, System::nanoTime); // all fail while the database is away

    private final Map<String, RpcMethod> methods;
    private final JsonRpcSettings settings;
    private final LongSupplier nanoClock;
    private final Map<String, CallBudget> budgets = new ConcurrentHashMap<>(); // by caller; of these there is a list

    RpcProcessor(List<RpcMethod> methods, JsonRpcSettings settings, LongSupplier nanoClock) {
        this.methods = new LinkedHashMap<>();
        methods.forEach(method -> this.methods.put(method.name(), method));
        this.settings = settings;
        this.nanoClock = nanoClock;
    }

    /**
     * Handles a message.
     *
     * @return what to answer, or empty for notifications; never fails
     */
    CompletionStage<Optional<byte[]>> process(RpcSession session, String text) {
        return process(session, () -> JsonText.parseRequest(text));
    }

    /** Handles a message in UTF-8; see the other. */
    CompletionStage<Optional<byte[]>> process(RpcSession session, byte[] utf8) {
        return process(session, () -> JsonText.parseRequest(utf8));
    }

    private interface Reading {
        Json read() throws MalformedJsonException;
    }

    private CompletionStage<Optional<byte[]>> process(RpcSession session, Reading text) {
        Json message;
        try {
            message = text.read();
        } catch (MalformedJsonException e) {
            session.fault();
            Optional<RpcError> over = spend(session);
            if (over.isPresent()) {
                return answer(failure(Json.ofNull(), over.get()));
            }
            return answer(failure(Json.ofNull(), RpcError.of(RpcCode.PARSE_ERROR, String.valueOf(e.getMessage()))));
        }
        if (message instanceof Json.Array batch) {
            return batch(session, batch.elements());
        }
        return single(session, message).thenApply(answer -> answer.map(JsonText::format));
    }

    private CompletionStage<Optional<byte[]>> batch(RpcSession session, List<Json> requests) {
        if (requests.isEmpty() || requests.size() > settings.maxBatch()) {
            session.fault();
            return answer(failure(
                    Json.ofNull(),
                    RpcError.of(
                            RpcCode.INVALID_REQUEST,
                            "a batch has 1 to " + settings.maxBatch() + " requests, found " + requests.size())));
        }
        List<CompletableFuture<Optional<Json>>> answers = new ArrayList<>();
        requests.forEach(request -> answers.add(single(session, request).toCompletableFuture()));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    List<Json> there = answers.stream()
                            .map(CompletableFuture::join)
                            .flatMap(Optional::stream)
                            .toList();
                    return there.isEmpty() ? Optional.empty() : Optional.of(JsonText.format(new Json.Array(there)));
                });
    }

    private CompletionStage<Optional<Json>> single(RpcSession session, Json message) {
        RpcRequest request;
        try {
            request = RpcRequest.of(message);
        } catch (RpcException e) {
            session.fault();
            return CompletableFuture.completedFuture(
                    Optional.of(failure(RpcRequest.idOf(message), spend(session).orElse(e.error()))));
        }
        return call(session, request).handle((result, failure) -> {
            if (request.isNotification()) {
                return Optional.empty();
            }
            Json id = Objects.requireNonNull(request.id());
            return Optional.of(failure == null ? success(id, result) : failure(id, errorOf(request, failure)));
        });
    }

    /** Counts what is no call against the budget of calls; returns the refusal if that is used up. */
    private Optional<RpcError> spend(RpcSession session) {
        CallBudget ofCaller = budgetOf(session);
        try {
            begin(session.calls(), ofCaller);
        } catch (RpcException e) {
            return Optional.of(e.error());
        }
        session.calls().end();
        ofCaller.end();
        return Optional.empty();
    }

    private CallBudget budgetOf(RpcSession session) {
        return session.caller().map(this::budgetOf).orElseGet(session::anonymous);
    }

    private CompletionStage<Json> call(RpcSession session, RpcRequest request) {
        CallBudget ofCaller = budgetOf(session);
        try {
            begin(session.calls(), ofCaller);
        } catch (RpcException e) {
            return refused(session, e);
        }
        RpcMethod method;
        Params params;
        try {
            method = permitted(session, request.method());
            params = Params.of(request.params(), method.params());
        } catch (RpcException e) {
            session.calls().end();
            ofCaller.end();
            return refused(session, e);
        } catch (RuntimeException | Error e) { // the places are given back whatever happens
            session.calls().end();
            ofCaller.end();
            throw e;
        }
        return ending(session, ofCaller, method, params);
    }

    private static CompletionStage<Json> refused(RpcSession session, RpcException refusal) {
        if (session.caller().isEmpty()) {
            session.fault();
        }
        return CompletableFuture.failedFuture(refusal);
    }

    private CompletionStage<Json> ending(RpcSession session, CallBudget ofCaller, RpcMethod method, Params params) {
        CompletionStage<Json> result;
        try {
            result = method.handler().call(session, params);
        } catch (RpcException
                | RuntimeException
                | Error e) { // an Error too: the call would count as under way for ever
            result = CompletableFuture.failedFuture(e);
        }
        return result.whenComplete((done, failure) -> {
            session.calls().end();
            ofCaller.end();
        });
    }

    private static void begin(CallBudget ofSession, CallBudget ofCaller) throws RpcException {
        refuse("the session: ", ofSession.begin());
        Optional<String> refused = ofCaller.begin();
        if (refused.isPresent()) {
            ofSession.end();
        }
        refuse("the caller: ", refused);
    }

    private static void refuse(String whose, Optional<String> bound) throws RpcException {
        if (bound.isPresent()) {
            throw new RpcException(RpcCode.TOO_MANY_CALLS, whose + bound.get());
        }
    }

    private RpcMethod permitted(RpcSession session, String name) throws RpcException {
        RpcMethod method = methods.get(name);
        Optional<Caller> caller = session.caller();
        if (caller.isEmpty() && (method == null || method.access() != Access.OPEN)) {
            throw new RpcException(RpcCode.UNAUTHENTICATED, "show a bearer token, or call authenticate");
        }
        if (method == null) {
            throw new RpcException(RpcCode.METHOD_NOT_FOUND, "rpc.discover lists the methods");
        }
        if (method.access() == Access.OPERATOR
                && caller.isPresent()
                && caller.get().role() != Role.OPERATOR) {
            throw new RpcException(RpcCode.FORBIDDEN, "the role of the caller may only look");
        }
        return method;
    }

    private CallBudget budgetOf(Caller caller) {
        return budgets.computeIfAbsent(
                caller.name(),
                name -> new CallBudget(settings.maxCallsPerCaller(), settings.callsPerSecond(), nanoClock));
    }

    private static RpcError errorOf(RpcRequest request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RpcException known) {
            return known.error();
        }
        if (cause instanceof ValueTooLargeException tooLarge) {
            return RpcError.of(RpcCode.INVALID_PARAMS, String.valueOf(tooLarge.getMessage()));
        }
        String id = ErrorId.next();
        FAILURES.error(() -> "error " + id + ": the JSON-RPC method " + request.method() + " failed", cause);
        LOG.log(Level.DEBUG, () -> "error " + id + ": the JSON-RPC method " + request.method() + " failed: " + cause);
        return new RpcError(
                RpcCode.INTERNAL_ERROR,
                RpcError.about(RpcCode.INTERNAL_ERROR).with("error_id", id).json());
    }

    private static Json success(Json id, Json result) {
        return JsonMembers.object()
                .with("jsonrpc", "2.0")
                .with("result", result)
                .with("id", id)
                .json();
    }

    private static Json failure(Json id, RpcError error) {
        return JsonMembers.object()
                .with("jsonrpc", "2.0")
                .with("error", error.json())
                .with("id", id)
                .json();
    }

    private static CompletionStage<Optional<byte[]>> answer(Json json) {
        return CompletableFuture.completedFuture(Optional.of(JsonText.format(json)));
    }
}
