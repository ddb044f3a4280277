package org.mesophyll.bench.compare;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.mesophyll.bench.master.MasterPlan;
import org.mesophyll.bench.master.WorkersPlan;
import org.mesophyll.bench.master.WorkersPlan.HandlersRun;
import org.mesophyll.bench.rival.Rival;
import org.mesophyll.bench.rival.RivalPlan;
import org.mesophyll.launcher.ServerKind;

/** Makes the contenders of a plan, and owns what they share. Confined to one thread. */
final class Lineup implements AutoCloseable {

    private static final String INLINE = "-inline";

    private final ComparePlan plan;
    private final Map<ServerKind, SharedMaster> masters = new EnumMap<>(ServerKind.class); // confined as the object is
    private final List<Contender> contenders;

    /**
     * Makes the contenders; starts none.
     *
     * @throws IllegalArgumentException if one is unknown
     */
    Lineup(ComparePlan plan) {
        this.plan = plan;
        this.contenders = plan.contenders().stream().map(this::contender).toList();
    }

    /** Returns the names of all contenders that there are. */
    static List<String> names() {
        Stream<String> servers = Arrays.stream(ServerKind.values())
                .map(ServerKind::toString)
                .flatMap(server -> Stream.of(server, server + INLINE));
        return Stream.concat(Arrays.stream(Rival.values()).map(Rival::id), servers)
                .toList();
    }

    List<Contender> contenders() {
        return contenders;
    }

    /** Ends everything that was started. */
    @Override
    public void close() {
        contenders.forEach(Contender::close);
        masters.values().forEach(SharedMaster::close);
    }

    private Contender contender(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("contender is " + name + ", allowed are " + String.join(", ", names()));
        }
        for (ServerKind kind : ServerKind.values()) {
            if (name.startsWith(kind.toString())) {
                return mesophyll(name, kind);
            }
        }
        return new RivalContender(new RivalPlan(
                Rival.parse(name),
                plan.connections(),
                plan.payloads(),
                plan.places().natsServer(),
                plan.jvmOptions(),
                plan.places().directory().resolve(name)));
    }

    /** Workers with an inline handler have the ids above those of the others, at the same master. */
    private Contender mesophyll(String name, ServerKind kind) {
        boolean inline = name.endsWith(INLINE);
        WorkersPlan workers = new WorkersPlan(
                name,
                inline ? plan.connections() : 0,
                plan.connections(),
                plan.payloads().replyBytes(),
                inline ? HandlersRun.INLINE : HandlersRun.POOL,
                plan.jvmOptions());
        return new MesophyllContender(masters.computeIfAbsent(kind, this::master), workers);
    }

    private SharedMaster master(ServerKind kind) {
        Places places = plan.places();
        return new SharedMaster(new MasterPlan(
                kind,
                places.home(kind),
                places.ear(),
                places.directory().resolve(kind.name().toLowerCase(Locale.ROOT)),
                places.port(kind),
                2 * plan.connections(),
                plan.jvmOptions()));
    }
}
