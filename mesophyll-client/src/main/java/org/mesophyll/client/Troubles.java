package org.mesophyll.client;

import java.util.function.LongSupplier;
import org.mesophyll.mesh.work.RareLog;

/**
 * The kinds of trouble that a worker counts and seldom logs.
 *
 * @param dropped events without an answer that came while the worker was busy
 * @param refused requests that came while the worker was busy or closing
 * @param late answers whose connection was gone or took no more
 * @param skipped frames that were not messages
 * @param failed handlers that threw
 * @param unsaid scripts' lines that were left out
 */
record Troubles(RareLog dropped, RareLog refused, RareLog late, RareLog skipped, RareLog failed, RareLog unsaid) {
    static Troubles with(System.Logger log, LongSupplier nanoClock) {
        return new Troubles(
                new RareLog(log, nanoClock),
                new RareLog(log, nanoClock),
                new RareLog(log, nanoClock),
                new RareLog(log, nanoClock),
                new RareLog(log, nanoClock),
                new RareLog(log, nanoClock));
    }
}
