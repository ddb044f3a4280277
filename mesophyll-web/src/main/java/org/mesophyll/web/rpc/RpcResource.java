package org.mesophyll.web.rpc;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.mesh.rpc.RpcExecutor;
import org.mesophyll.mesh.rpc.RpcLimits;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.web.api.AnswerThreads;

/** {@code POST /rpc}: one request, one answer; its thread is free while a worker is at work. */
@Path("")
@ApplicationScoped
@Consumes(RpcResource.MESSAGE_PACK)
public class RpcResource {
    static final String MESSAGE_PACK = "application/msgpack";

    @Inject
    private Dispatcher dispatcher; // set by the container, like all below

    @Inject
    private MasterSettings settings;

    @Inject
    private AnswerThreads threads;

    private RpcExecutor executor; // made before the first request

    @PostConstruct
    void open() {
        RpcLimits limits = RpcLimits.DEFAULT
                .withMaxInFlight(settings.completionQueue())
                .withLongestDeadline(settings.maxTimeout());
        executor = MasterHandlers.executor(dispatcher, Clock.systemUTC(), limits);
    }

    @POST
    public void call(
            @Nullable InputStream body,
            @QueryParam("timeout_ms") @Nullable String timeout,
            @Suspended AsyncResponse response)
            throws IOException {
        Optional<Duration> within = timeoutOf(timeout);
        if (within.isEmpty()) {
            response.resume(RpcAnswers.badRequest("timeout_ms must be a whole number of milliseconds, 1 to "
                    + settings.maxTimeout().toMillis()));
            return;
        }
        Bytes request = body == null ? Bytes.copyOf() : Bytes.copyOf(body.readAllBytes());
        threads.answer(response, executor.execute(request, within.get()), RpcAnswers::of);
    }

    private Optional<Duration> timeoutOf(@Nullable String millis) {
        if (millis == null) {
            return Optional.of(settings.defaultTimeout());
        }
        try {
            Duration timeout = Duration.ofMillis(Long.parseLong(millis));
            boolean allowed =
                    !timeout.isNegative() && !timeout.isZero() && timeout.compareTo(settings.maxTimeout()) <= 0;
            return allowed ? Optional.of(timeout) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
