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

    List<PartialGlobalKv> findApproved(KeySearch search, String scope, DatabaseSettings.FindLimits limits) {
        List<PartialGlobalKv> found = new ArrayList<>();
        long bytes = 0;
        GlobalKvName last = null;
        List<GlobalKvEntity> page;
        do {
            page = approvedPage(search, scope, last);
            for (GlobalKvEntity entry : page) {
                last = entry.name();
                if (!search.matches(last.key())) {
                    continue;
                }
                bytes += entry.contentBytes();
                if (found.size() == limits.records()) {
                    throw AnswerTooLargeException.ofCount(limits.records());
                }
                if (bytes > limits.bytes()) {
                    throw AnswerTooLargeException.ofBytes(limits.bytes());
                }
                found.add(entry.toPartial());
            }
            em.clear();
        } while (page.size() == PAGE);
        return List.copyOf(found);
    }

    private List<GlobalKvEntity> approvedPage(KeySearch search, String scope, @Nullable GlobalKvName last) {
        StringBuilder text = new StringBuilder("select e from GlobalKvEntity e where e.scope = :scope"
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

        TypedQuery<GlobalKvEntity> query = em.createQuery(text.toString(), GlobalKvEntity.class)
                .setParameter("scope", scope)
                .setParameter("approved", ReviewState.APPROVED.wireName())
                .setParameter("from", last == null ? search.from() : last.key());
        search.before().ifPresent(before -> query.setParameter("before", before));
        search.filter().ifPresent(like -> query.setParameter("filter", like));
        if (last != null) {
            query.setParameter("lastVersion", last.version());
        }
        return query.setMaxResults(PAGE).getResultList();
    }

    List<PartialGlobalKv> list(@Nullable ReviewState state, @Nullable GlobalKvName after, int count) {
        StringBuilder text = new StringBuilder("select e from GlobalKvEntity e where 1 = 1");
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

        TypedQuery<GlobalKvEntity> query = em.createQuery(text.toString(), GlobalKvEntity.class);
        if (state != null) {
            query.setParameter("state", state.wireName());
        }
        if (after != null) {
            query.setParameter("key", after.key())
                    .setParameter("version", after.version())
                    .setParameter("scope", after.scope());
        }
        return query.setMaxResults(count)
                .getResultStream()
                .map(GlobalKvEntity::toPartial)
                .toList();
    }
}
