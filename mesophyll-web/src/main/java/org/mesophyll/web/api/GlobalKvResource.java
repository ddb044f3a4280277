package org.mesophyll.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.GlobalKvPage;
import org.mesophyll.master.state.GlobalKvService;
import org.mesophyll.master.state.GrantOutcome;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/** What the staff does with global entries. */
@Path("global-kv")
@ApplicationScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class GlobalKvResource {
    @Inject
    private GlobalKvService entries; // set by the container

    /** Lists entries by key, version and scope, a page at a time; the three {@code after_} name the last one seen. */
    @GET
    public Response list(
            @QueryParam("review_state") @Nullable String reviewState,
            @QueryParam("after_key") @Nullable String afterKey,
            @QueryParam("after_version") @Nullable String afterVersion,
            @QueryParam("after_scope") @Nullable String afterScope,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        ReviewState state = reviewState == null ? null : reviewState(reviewState);
        GlobalKvName after = after(afterKey, afterVersion, afterScope);
        int count = number("limit", limit);
        GlobalKvPage page = Dispatching.checked(() -> entries.list(state, after, count));
        return Answers.ok(JsonMembers.object()
                .with(
                        "entries",
                        new Json.Array(page.entries().stream()
                                .map(GlobalKvResource::toJson)
                                .toList()))
                .with("more", page.more())
                .json());
    }

    @POST
    @Path("review")
    public Response review(@Nullable RequestBody sent) {
        RequestBody body = RequestBody.of(sent, "key", "version", "scope", "review_state");
        ReviewState state = reviewState(body.text("review_state"));
        GlobalKvName name = name(body);
        return changed(entries.review(name.key(), name.version(), name.scope(), state));
    }

    /** Sets a price, or with null takes it away. */
    @POST
    @Path("price")
    public Response price(@Nullable RequestBody sent) {
        RequestBody body = RequestBody.of(sent, "key", "version", "scope", "price");
        Optional<Long> price = body.optional("price", json -> JsonShape.unsigned(json, "price"));
        if (!body.members().containsKey("price") || price.orElse(0L) < 0) {
            throw RequestBody.bad("price must be null or an integer from 0 to " + Long.MAX_VALUE);
        }
        GlobalKvName name = name(body);
        return changed(entries.price(name.key(), name.version(), name.scope(), price.orElse(null)));
    }

    /** Lets a tenant have an entry as if it had paid. */
    @POST
    @Path("purchases")
    public Response grant(@Nullable RequestBody sent) {
        RequestBody body = RequestBody.of(sent, "tenant", "key", "version", "scope");
        TenantId tenant = body.tenant("tenant");
        GlobalKvName name = name(body);
        GrantOutcome outcome = entries.grantPurchase(tenant, name.key(), name.version(), name.scope());
        return switch (outcome) {
            case GRANTED ->
                Answers.ok(JsonMembers.object().with("granted", true).json());
            case ALREADY_GRANTED ->
                Answers.ok(JsonMembers.object().with("granted", false).json());
            case NOT_FOUND -> throw missing();
        };
    }

    private static GlobalKvName name(RequestBody body) {
        return Dispatching.checked(() -> new GlobalKvName(body.text("key"), body.int32("version"), body.text("scope")));
    }

    private static Response changed(boolean found) {
        if (!found) {
            throw missing();
        }
        return Response.noContent().build();
    }

    private static ProblemException missing() {
        return ProblemException.of(ProblemKind.NOT_FOUND, "there is no entry with this key, version and scope");
    }

    private static ReviewState reviewState(String name) {
        return Dispatching.checked(() -> ReviewState.parse(name));
    }

    private static @Nullable GlobalKvName after(
            @Nullable String key, @Nullable String version, @Nullable String scope) {
        if (key == null && version == null && scope == null) {
            return null;
        }
        if (key == null || version == null || scope == null) {
            throw RequestBody.bad("after_key, after_version and after_scope go together");
        }
        int number = number("after_version", version);
        return Dispatching.checked(() -> new GlobalKvName(key, number, scope));
    }

    private static int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw RequestBody.bad(name + " must be an integer of 32 bits with a sign");
        }
    }

    private static Json toJson(PartialGlobalKv entry) {
        Long price = entry.price();
        String longDescription = entry.longDescription();
        return JsonMembers.object()
                .with("key", entry.key())
                .with("version", entry.version())
                .with("scope", entry.scope())
                .with("owner_type", entry.ownerType())
                .with("owner_id", entry.ownerId())
                .with("price", price == null ? Json.ofNull() : Json.of(price))
                .with("short", entry.shortDescription())
                .with("long", longDescription == null ? Json.ofNull() : Json.of(longDescription))
                .with("public_metadata", entry.publicMetadata())
                .with("public_data", entry.publicData())
                .with("review_state", entry.reviewState().wireName())
                .with("created_at", entry.createdAt().toString())
                .with("last_updated_at", entry.lastUpdatedAt().toString())
                .json();
    }
}
