package org.mesophyll.master.state;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.value.Json;

/** The global entries within one transaction. */
final class GlobalKvStore {
    private static final int PAGE = 200;
    private static final long LOAD_BYTES = 2 * 1024 * 1024;
    private static final String ENTRY = "select e";
    private static final String SIZE = "select e.entryKey, e.version, e.scope, e.contentBytes";
    private static final String NAMED = " where e.entryKey = :key and e.version = :version and e.scope = :scope";

    private final EntityManager em;

    GlobalKvStore(EntityManager em) {
        this.em = em;
    }

    Optional<GlobalKvEntity> find(GlobalKvName name) {
        return Optional.ofNullable(em.find(GlobalKvEntity.class, new GlobalKvKey(name)));
    }

    /** Returns the entry, which nobody else changes before the transaction ends. */
    Optional<GlobalKvEntity> lock(GlobalKvName name) {
        return Optional.ofNullable(
                em.find(GlobalKvEntity.class, new GlobalKvKey(name), LockModeType.PESSIMISTIC_WRITE));
    }

    Json data(GlobalKvName name) {
        GlobalKvDataEntity row = em.find(GlobalKvDataEntity.class, new GlobalKvKey(name));
        if (row == null) {
            throw new IllegalStateException("an entry has no data");
        }
        return row.data();
    }

    boolean hasBought(GlobalKvName name, TenantId tenant) {
        return em.find(GlobalPurchaseEntity.class, new GlobalPurchaseEntity.Key(name, tenant)) != null;
    }

    CreateOutcome create(GlobalKvEntity entry, GlobalKvDataEntity data) {
        if (find(entry.name()).isPresent()) {
            return CreateOutcome.EXISTS;
        }
        // whoever inserts it between makes this fail by the primary key, and the next attempt finds it
        em.persist(entry);
        em.flush(); // the provider does not know that the data refers to it
        em.persist(data);
        return CreateOutcome.CREATED;
    }

    DeleteOutcome delete(TenantId owner, GlobalKvName name) {
        if (lock(name).filter(entry -> entry.owner().equals(owner)).isEmpty()) {
            return DeleteOutcome.NOT_FOUND;
        }
        em.clear();
        for (String entity : List.of("GlobalPurchaseEntity", "GlobalKvDataEntity", "GlobalKvEntity")) {
            em.createQuery("delete from " + entity + " e" + NAMED)
                    .setParameter("key", name.key())
                    .setParameter("version", name.version())
                    .setParameter("scope", name.scope())
                    .executeUpdate();
        }
        return DeleteOutcome.DELETED;
    }

    GrantOutcome grant(TenantId tenant, GlobalKvName name, long nowMicros) {
        if (lock(name).isEmpty()) {
            return GrantOutcome.NOT_FOUND;
        }
        if (hasBought(name, tenant)) {
            return GrantOutcome.ALREADY_GRANTED;
        }
        em.persist(new GlobalPurchaseEntity(name, tenant, nowMicros));
        return GrantOutcome.GRANTED;
    }

    /** Returns how many entries a tenant owns. */
    long owned(TenantId owner) {
        return em.createQuery(
                        "select count(e) from GlobalKvEntity e where e.ownerKind = :kind and e.ownerId = :owner",
                        Long.class)
                .setParameter("kind", TenantColumns.kind(owner))
                .setParameter("owner", owner.id())
                .getSingleResult();
    }

    /** Looks at names and sizes first, so that a search for too much ends early. */
    List<PartialGlobalKv> findApproved(KeySearch search, String scope, DatabaseSettings.FindLimits limits) {
        List<PartialGlobalKv> found = new ArrayList<>();
        AnswerBudget budget = new AnswerBudget(limits);
        GlobalKvName last = null;
        List<Size> page;
        do {
            page = approved(SIZE, search, scope, last, PAGE, Object[].class).stream()
                    .map(Size::of)
                    .toList();
            page.stream().filter(each -> search.matches(each.name().key())).forEach(each -> budget.take(each.bytes()));
            for (int done = 0; done < page.size(); ) {
                int count = countOfGroup(page.subList(done, page.size()), LOAD_BYTES);
                for (GlobalKvEntity entry : approved(ENTRY, search, scope, last, count, GlobalKvEntity.class)) {
                    if (search.matches(entry.name().key())) {
                        found.add(entry.toPartial());
                    }
                }
                em.clear();
                done += count;
                last = page.get(done - 1).name();
            }
        } while (page.size() == PAGE);
        return List.copyOf(found);
    }

    private <T> List<T> approved(
            String select, KeySearch search, String scope, @Nullable GlobalKvName last, int count, Class<T> type) {
        StringBuilder text = new StringBuilder(select
                + " from GlobalKvEntity e where e.scope = :scope"
                + " and e.reviewState = :approved and e.entryKey >= :from");
        search.before().ifPresent(before -> text.append(" and e.entryKey < :before"));
        search.filter()
                .ifPresent(like -> text.append(" and e.entryKey like :filter escape '")
                        .append(KeySearch.ESCAPE)
                        .append('\''));
        if (last != null) {
            text.append(" and (e.entryKey > :from or e.version > :lastVersion)");
        }
        text.append(" order by e.scope, e.reviewState, e.entryKey, e.version"); // an index, see KvFind

        TypedQuery<T> query = em.createQuery(text.toString(), type)
                .setParameter("scope", scope)
                .setParameter("approved", ReviewState.APPROVED.wireName())
                .setParameter("from", last == null ? search.from() : last.key());
        search.before().ifPresent(before -> query.setParameter("before", before));
        search.filter().ifPresent(like -> query.setParameter("filter", like));
        if (last != null) {
            query.setParameter("lastVersion", last.version());
        }
        return query.setMaxResults(count).getResultList();
    }

    /** Returns the first entries behind one, as many as a number of bytes has room for and at least one if there is any. */
    GlobalKvPage list(@Nullable ReviewState state, @Nullable GlobalKvName after, int count, long bytes) {
        List<Size> page = listed(SIZE, state, after, count + 1, Object[].class).stream()
                .map(Size::of)
                .toList();
        int fitting = Math.min(count, countOfGroup(page, bytes));
        List<PartialGlobalKv> entries = fitting == 0
                ? List.of()
                : listed(ENTRY, state, after, fitting, GlobalKvEntity.class).stream()
                        .map(GlobalKvEntity::toPartial)
                        .toList();
        return new GlobalKvPage(entries, page.size() > fitting);
    }

    private <T> List<T> listed(
            String select, @Nullable ReviewState state, @Nullable GlobalKvName after, int count, Class<T> type) {
        StringBuilder text = new StringBuilder(select + " from GlobalKvEntity e where 1 = 1");
        if (state != null) {
            text.append(" and e.reviewState = :state");
        }
        if (after != null) {
            text.append(" and e.entryKey >= :key and (e.entryKey > :key or e.version > :version"
                    + " or (e.version = :version and e.scope > :scope))");
        }
        // each of them an index, see KvFind
        text.append(state == null ? " order by " : " order by e.reviewState, ")
                .append("e.entryKey, e.version, e.scope");

        TypedQuery<T> query = em.createQuery(text.toString(), type);
        if (state != null) {
            query.setParameter("state", state.wireName());
        }
        if (after != null) {
            query.setParameter("key", after.key())
                    .setParameter("version", after.version())
                    .setParameter("scope", after.scope());
        }
        return query.setMaxResults(count).getResultList();
    }

    /** Returns how many entries from the first on have so many bytes together; one if the first alone has more. */
    private static int countOfGroup(List<Size> entries, long mostBytes) {
        int count = 0;
        long bytes = 0;
        for (Size entry : entries) {
            bytes += entry.bytes();
            if (count > 0 && bytes > mostBytes) {
                return count;
            }
            count++;
        }
        return count;
    }

    /** How much an entry adds to an answer. */
    private record Size(GlobalKvName name, int bytes) {
        private static Size of(Object[] row) {
            GlobalKvName name = new GlobalKvName((String) row[0], (Integer) row[1], (String) row[2]);
            return new Size(name, (Integer) row[3]);
        }
    }
}
