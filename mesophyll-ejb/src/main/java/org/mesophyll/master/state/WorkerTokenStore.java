package org.mesophyll.master.state;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.mesophyll.master.registry.TokenStore;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/**
 * Keeps the tokens of workers that were registered at run time, as their SHA-256.
 *
 * <p>Safe for use by any number of threads; blocks while the database works. Each call is a transaction of its own, whatever the
 * caller has open. Each throws {@link StateUnavailableException} if the database does not do its part.
 */
public final class WorkerTokenStore implements TokenStore {
    private static final int SHA256_BYTES = 32;

    private final Transactions transactions;
    private final Clock clock;

    WorkerTokenStore(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Returns the tokens that count, after deleting those that have expired. */
    @Override
    public List<StoredToken> load() {
        return transactions.write(em -> {
            purge(em);
            return em.createQuery(
                            "select t from WorkerTokenEntity t order by t.workerId, t.createdMicros",
                            WorkerTokenEntity.class)
                    .getResultStream()
                    .map(WorkerTokenEntity::toToken)
                    .toList();
        });
    }

    /**
     * Gives a worker its first token; returns false, and changes nothing, if it has one.
     *
     * @param sha256 the 32 bytes of the token's SHA-256
     */
    @Override
    public boolean register(WorkerId worker, Bytes sha256) {
        String hex = hex(sha256);
        return transactions.write(em -> {
            if (em.find(WorkerEntity.class, worker.value()) != null) {
                return false;
            }
            // whoever registers it between makes this fail by the primary key, and the next attempt finds it
            long now = Micros.now(clock);
            em.persist(new WorkerEntity(worker, now));
            em.flush(); // the provider does not know that the token refers to it
            em.persist(new WorkerTokenEntity(worker, hex, now));
            return true;
        });
    }

    /**
     * Gives a worker another token, lets the one it has expire, and ends one that expires already; returns false, and changes nothing, if it has none.
     *
     * @param newSha256 the 32 bytes of the new token's SHA-256
     * @param oldExpireAt when the others cease to count, unless they do so before
     */
    @Override
    public boolean rotate(WorkerId worker, Bytes newSha256, Instant oldExpireAt) {
        String hex = hex(newSha256);
        return transactions.write(em -> {
            if (lock(em, worker).isEmpty()) {
                return false;
            }
            purge(em);
            List<WorkerTokenEntity> tokens = tokensOf(em, worker);
            // whoever was given the one before the last had a rotation's time to change to the last
            tokens.stream().filter(WorkerTokenEntity::expires).forEach(em::remove);
            tokens.forEach(token -> token.expireAt(Micros.of(oldExpireAt)));
            em.persist(new WorkerTokenEntity(worker, hex, Micros.now(clock)));
            return true;
        });
    }

    /** Takes all tokens from a worker; returns whether it had any. */
    @Override
    public boolean revoke(WorkerId worker) {
        return transactions.write(em -> {
            if (lock(em, worker).isEmpty()) {
                return false;
            }
            em.clear();
            delete(em, "WorkerTokenEntity", worker);
            delete(em, "WorkerEntity", worker);
            return true;
        });
    }

    @Override
    public void put(WorkerId worker, List<StoredToken> tokens) {
        boolean unused = transactions.write(em -> {
            boolean isKnown = lock(em, worker).isPresent();
            em.clear();
            delete(em, "WorkerTokenEntity", worker);
            if (tokens.isEmpty()) {
                delete(em, "WorkerEntity", worker);
            } else if (!isKnown) {
                em.persist(new WorkerEntity(worker, Micros.now(clock)));
                em.flush(); // the provider does not know that the tokens refer to it
            }
            tokens.forEach(token -> em.persist(entity(token)));
            return true;
        });
    }

    private static WorkerTokenEntity entity(StoredToken token) {
        WorkerTokenEntity entity =
                new WorkerTokenEntity(token.worker(), hex(token.sha256()), Micros.of(token.createdAt()));
        Instant expiresAt = token.expiresAt();
        if (expiresAt != null) {
            entity.expireAt(Micros.of(expiresAt));
        }
        return entity;
    }

    private static void delete(EntityManager em, String entity, WorkerId worker) {
        em.createQuery("delete from " + entity + " w where w.workerId = :worker")
                .setParameter("worker", worker.value())
                .executeUpdate();
    }

    private static Optional<WorkerEntity> lock(EntityManager em, WorkerId worker) {
        return Optional.ofNullable(em.find(WorkerEntity.class, worker.value(), LockModeType.PESSIMISTIC_WRITE));
    }

    private static List<WorkerTokenEntity> tokensOf(EntityManager em, WorkerId worker) {
        return em.createQuery("select t from WorkerTokenEntity t where t.workerId = :worker", WorkerTokenEntity.class)
                .setParameter("worker", worker.value())
                .getResultList();
    }

    private void purge(EntityManager em) {
        em.createQuery("delete from WorkerTokenEntity t where t.expiresMicros <= :now")
                .setParameter("now", Micros.now(clock))
                .executeUpdate();
    }

    private static String hex(Bytes sha256) {
        if (sha256.length() != SHA256_BYTES) {
            throw new IllegalArgumentException("a SHA-256 is " + SHA256_BYTES + " bytes: " + sha256.length());
        }
        return HexFormat.of().formatHex(sha256.toByteArray());
    }
}
