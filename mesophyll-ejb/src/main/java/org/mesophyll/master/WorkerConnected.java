package org.mesophyll.master;

import org.mesophyll.protocol.WorkerId;

/** Fired as a CDI event when a worker's connection was established; observe it from any component. */
public record WorkerConnected(WorkerId worker) {}
