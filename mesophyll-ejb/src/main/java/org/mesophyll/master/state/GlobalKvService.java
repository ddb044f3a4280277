package org.mesophyll.master.state;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.ReviewState;

/**
 * Entries that tenants share: made by one, reviewed and priced by the staff, read by all ({@code docs/protocol.md}, section 3).
 *
 * <p>Safe for use by any number of threads; blocks while the database works. Each call is a transaction of its own, whatever the
 * caller has open, and a write that has returned survives the end of the process. Each throws
 * {@link StateUnavailableException} if the database does not do its part.
 */
public final class GlobalKvService {
    private final Transactions transactions;
    private final Clock clock;
    private final DatabaseSettings.FindLimits limits;
    private final int mostOwned;
    private final String purchaseUrl;
    private final ChangeListener changes;
    private final Runnable onQuotaRefusal;

    /**
     * Joins what it needs.
     *
     * @param onQuotaRefusal called for each entry that is refused for a tenant's quota
     */
    GlobalKvService(
            Transactions transactions,
            Clock clock,
            DatabaseSettings settings,
            ChangeListener changes,
            Runnable onQuotaRefusal) {
        this.onQuotaRefusal = onQuotaRefusal;
        this.changes = changes;
        this.transactions = transactions;
        this.clock = clock;
        this.limits = settings.find();
        this.mostOwned = settings.quota().globalEntries();
        this.purchaseUrl = settings.purchaseUrl();
    }

    /**
     * Returns the approved entries of a scope whose key matches, sorted by key and version.
     *
     * @throws AnswerTooLargeException if they are more, or larger, than a search may answer
     */
    public List<PartialGlobalKv> find(LikePattern query, String scope) {
        return transactions.read(em -> new GlobalKvStore(em).findApproved(KeySearch.of(query), scope, limits));
    }

    /**
     * Returns an approved entry as a tenant sees it: with its data, or, if it has a price that neither the tenant nor its owner has
     * paid, with the place to buy it.
     *
     * @param tenant who asks, or null for nobody
     */
    public Optional<GlobalKv> get(String key, int version, String scope, @Nullable TenantId tenant) {
        GlobalKvName name = new GlobalKvName(key, version, scope);
        return transactions.read(em -> {
            GlobalKvStore store = new GlobalKvStore(em);
            return store.find(name)
                    .filter(GlobalKvEntity::isApproved)
                    .map(entry -> new GlobalKv(entry.toPartial(), dataFor(entry, tenant, store)));
        });
    }

    private GlobalKvData dataFor(GlobalKvEntity entry, @Nullable TenantId tenant, GlobalKvStore store) {
        GlobalKvName name = entry.name();
        boolean free = !entry.isPriced() || entry.owner().equals(tenant);
        if (free || (tenant != null && store.hasBought(name, tenant))) {
            return new GlobalKvData.Data(store.data(name), entry.isOpaque());
        }
        return new GlobalKvData.PurchaseRequired(purchaseUrl(name));
    }

    private String purchaseUrl(GlobalKvName name) {
        return purchaseUrl
                .replace("{version}", Integer.toString(name.version()))
                .replace("{key}", encoded(name.key()))
                .replace("{scope}", encoded(name.scope()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Makes an entry, which nobody sees before it is approved.
     *
     * @throws ValueTooLargeException if its data, its metadata or its description is larger than a value may be
     * @throws QuotaExceededException if the tenant would own more entries than it may
     */
    public CreateOutcome create(TenantId owner, CreateGlobalKv entry) {
        return transactions.write(em -> {
            GlobalKvStore store = new GlobalKvStore(em);
            long owned = store.owned(owner);
            if (owned >= mostOwned) {
                onQuotaRefusal.run();
                throw new QuotaExceededException(
                        owner, "global entries", owned + 1, mostOwned, DatabaseSettings.MOST_GLOBAL);
            }
            return store.create(new GlobalKvEntity(owner, entry, Micros.now(clock)), new GlobalKvDataEntity(entry));
        });
    }

    /** Deletes an entry, whatever its review says, if the tenant owns it. */
    public DeleteOutcome delete(TenantId owner, String key, int version, String scope) {
        GlobalKvName name = new GlobalKvName(key, version, scope);
        DeleteOutcome outcome = transactions.write(em -> new GlobalKvStore(em).delete(owner, name));
        if (outcome == DeleteOutcome.DELETED) {
            changes.onGlobal(name);
        }
        return outcome;
    }

    /** Puts an entry into a state of review; returns whether there is such an entry. */
    public boolean review(String key, int version, String scope, ReviewState state) {
        return change(new GlobalKvName(key, version, scope), (entry, nowMicros) -> entry.review(state, nowMicros));
    }

    /**
     * Gives an entry a price; returns whether there is such an entry.
     *
     * @param price not negative, in the smallest unit of the currency; or null for none
     */
    public boolean price(String key, int version, String scope, @Nullable Long price) {
        if (price != null && price < 0) {
            throw new IllegalArgumentException("a price must not be negative: " + price);
        }
        return change(new GlobalKvName(key, version, scope), (entry, nowMicros) -> entry.price(price, nowMicros));
    }

    private boolean change(GlobalKvName name, ObjLongConsumer<GlobalKvEntity> how) {
        boolean found = transactions.write(em -> {
            Optional<GlobalKvEntity> entry = new GlobalKvStore(em).lock(name);
            entry.ifPresent(there -> how.accept(there, Micros.now(clock)));
            return entry.isPresent();
        });
        if (found) {
            changes.onGlobal(name);
        }
        return found;
    }

    /** Lets a tenant have an entry as if it had paid. */
    public GrantOutcome grantPurchase(TenantId tenant, String key, int version, String scope) {
        GlobalKvName name = new GlobalKvName(key, version, scope);
        GrantOutcome outcome = transactions.write(em -> new GlobalKvStore(em).grant(tenant, name, Micros.now(clock)));
        if (outcome == GrantOutcome.GRANTED) {
            changes.onTenant(tenant);
        }
        return outcome;
    }

    /**
     * Returns entries for the staff, a page at a time, sorted by key, version and scope. A page has as many bytes as a search may
     * answer at most, except that it has one entry if there is any.
     *
     * @param state of those in this state of review only, or null for all
     * @param after the last entry of the page before, or null for the first page
     * @param count the size of a page, 1 to the limit of a search
     */
    public GlobalKvPage list(@Nullable ReviewState state, @Nullable GlobalKvName after, int count) {
        if (count < 1 || count > limits.records()) {
            throw new IllegalArgumentException("a page has 1 to " + limits.records() + " entries: " + count);
        }
        return transactions.read(em -> new GlobalKvStore(em).list(state, after, count, limits.bytes()));
    }
}
