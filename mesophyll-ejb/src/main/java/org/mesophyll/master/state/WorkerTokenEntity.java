package org.mesophyll.master.state;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.registry.TokenStore;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/** A row of {@code worker_token}: the SHA-256 of a worker's token. */
@Entity
@Table(name = "worker_token")
@IdClass(WorkerTokenEntity.Key.class)
@SuppressWarnings("NullAway.Init") // the provider fills what it makes
class WorkerTokenEntity {
    @Id
    @Column(name = "worker_id")
    private int workerId;

    @Id
    @Column(name = "sha256")
    private String sha256;

    @Column(name = "created_us", nullable = false)
    private long createdMicros;

    @Column(name = "expires_us")
    private @Nullable Long expiresMicros;

    protected WorkerTokenEntity() {}

    WorkerTokenEntity(WorkerId worker, String sha256, long nowMicros) {
        this.workerId = worker.value();
        this.sha256 = sha256;
        this.createdMicros = nowMicros;
    }

    boolean expires() {
        return expiresMicros != null;
    }

    void expireAt(long micros) {
        expiresMicros = micros;
    }

    TokenStore.StoredToken toToken() {
        return new TokenStore.StoredToken(
                new WorkerId(workerId),
                Bytes.copyOf(HexFormat.of().parseHex(sha256)),
                Micros.toInstant(createdMicros),
                Micros.toInstantOrNull(expiresMicros));
    }

    /** Names the worker and the token. */
    @SuppressWarnings("NullAway.Init") // the provider fills it
    static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private int workerId;
        private String sha256;

        protected Key() {}

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && workerId == that.workerId && sha256.equals(that.sha256);
        }

        @Override
        public int hashCode() {
            return Objects.hash(workerId, sha256);
        }
    }
}
