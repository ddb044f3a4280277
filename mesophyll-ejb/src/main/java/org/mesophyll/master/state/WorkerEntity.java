package org.mesophyll.master.state;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.mesophyll.protocol.WorkerId;

/** A row of {@code worker}: that a worker has tokens; locking it orders the changes of them. */
@Entity
@Table(name = "worker")
@SuppressWarnings("UnusedVariable") // the provider reads what it stores
class WorkerEntity {
    @Id
    @Column(name = "worker_id")
    private int workerId;

    @Column(name = "registered_us", nullable = false)
    private long registeredMicros;

    protected WorkerEntity() {}

    WorkerEntity(WorkerId worker, long nowMicros) {
        this.workerId = worker.value();
        this.registeredMicros = nowMicros;
    }
}
