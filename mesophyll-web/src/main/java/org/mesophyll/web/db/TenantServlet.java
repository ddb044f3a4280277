package org.mesophyll.web.db;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.BadRequestException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Fencing;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.web.guard.QueryParameters;
import org.mesophyll.web.worker.WorkerAuthenticationFilter;

/**
 * A {@code POST} of a worker on behalf of a tenant: one value in, one out, in MessagePack ({@code docs/protocol.md}, section 4).
 *
 * <p>A servlet where the rest of {@code /db} is JAX-RS, for here JAX-RS takes more of the processor than all else together
 * (docs/adr/0007). {@link WorkerAuthenticationFilter} stands before it.
 *
 * @param <T> what comes in
 */
@SuppressWarnings("NullAway.Init") // the container injects before the first request
abstract class TenantServlet<T> extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT;
    private static final int TOO_MANY = 429;

    private final transient Codec<T> codec;

    private transient TenantOwnership ownership; // set by the container before the first request, like all below
    private transient Fence fence;

    TenantServlet(Codec<T> codec) {
        this.codec = codec;
    }

    @Inject
    final void setOwnership(TenantOwnership given) {
        this.ownership = given;
    }

    @Inject
    final void setFence(Fence given) {
        this.fence = given;
    }

    /** Says whether what is asked changes something. */
    abstract boolean changes(T asked);

    /** Does what is asked, and returns the answer's bytes; none if it has no answer. */
    abstract byte[] run(TenantId tenant, T asked);

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!"POST".equals(request.getMethod())) {
            response.setHeader("Allow", "POST");
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        if (!isMessagePack(request.getHeader("Content-Type"))) {
            response.setStatus(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        if (!(request.getAttribute(WorkerAuthenticationFilter.WORKER) instanceof WorkerId worker)) {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        try {
            TenantId tenant = tenantOf(request, worker);
            T asked = read(request);
            if (changes(asked)) {
                fence.check(worker, request.getHeader(Fencing.EPOCH_HEADER)); // as late as can be
            }
            StateRefusals.write(response, MessagePack.MEDIA_TYPE, run(tenant, asked));
        } catch (RuntimeException e) {
            refuse(response, Refusal.of(e));
        }
    }

    private static boolean isMessagePack(@Nullable String contentType) {
        return contentType == null
                || contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(MessagePack.MEDIA_TYPE);
    }

    private TenantId tenantOf(HttpServletRequest request, WorkerId worker) {
        TenantId tenant = TenantQuery.read(QueryParameters.parse(request.getQueryString())::single);
        ownership.check(worker, tenant);
        return tenant;
    }

    private T read(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readAllBytes(); // bounded and in memory, see DoorFilter
        if (body.length == 0) {
            throw new BadRequestException("the request has no body");
        }
        try {
            return codec.decode(body, LIMITS);
        } catch (MalformedMessageException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    private static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        response.setStatus(refusal.status());
        if (refusal.status() == TOO_MANY) {
            response.setHeader("Retry-After", "1");
        }
        StateRefusals.refuseBody(response, refusal.status(), refusal.reason());
    }
}
