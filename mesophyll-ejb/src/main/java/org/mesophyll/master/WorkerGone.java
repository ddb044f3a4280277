package org.mesophyll.master;

import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.protocol.WorkerId;

/**
 * Fired as a CDI event when a worker's connection ended. After a takeover it comes after the newer connection's
 * {@link WorkerConnected}.
 *
 * @param worker which
 * @param reason why
 */
public record WorkerGone(WorkerId worker, CloseReason reason) {}
