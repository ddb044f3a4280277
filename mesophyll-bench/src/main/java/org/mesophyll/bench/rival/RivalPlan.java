package org.mesophyll.bench.rival;

import java.nio.file.Path;
import java.util.List;
import org.mesophyll.bench.process.ChildJvm;

/**
 * A rival to measure.
 *
 * @param rival which
 * @param connections how many are opened, at least 1
 * @param payloads what goes over them
 * @param natsServer the path of {@code nats-server}, for {@link Rival#NATS}
 * @param jvmOptions options for the JVMs of both sides
 * @param directory for logs
 */
public record RivalPlan(
        Rival rival, int connections, Payloads payloads, Path natsServer, List<String> jvmOptions, Path directory) {

    public RivalPlan {
        jvmOptions = List.copyOf(jvmOptions);
    }

    ChildJvm.Spec responder(int port) {
        return side("responder", ResponderProcess.class, port);
    }

    ChildJvm.Spec requester(int port) {
        return side("requester", RequesterProcess.class, port);
    }

    Path brokerLog() {
        return directory.resolve(rival.id() + "-broker.log");
    }

    private ChildJvm.Spec side(String side, Class<?> main, int port) {
        String name = rival.id() + "-" + side;
        List<String> arguments = new Setup(rival, port, connections, payloads).toArguments();
        return new ChildJvm.Spec(name, main, jvmOptions, arguments, directory.resolve(name + ".log"));
    }
}
