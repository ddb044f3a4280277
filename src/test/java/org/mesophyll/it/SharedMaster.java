package org.mesophyll.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.mesophyll.launcher.ServerProcess;

/** Starts one master for all tests of the run that ask for it, and stops it with the run. */
final class SharedMaster implements ParameterResolver {

    private static final Duration READY_LIMIT = Duration.ofMinutes(5);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Running resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedMaster.class))
                .getOrComputeIfAbsent(Master.class, key -> Master.start(), Master.class)
                .running();
    }

    private record Master(ServerProcess server) implements AutoCloseable {

        static Master start() {
            try {
                ServerProcess server = ServerProcess.start(TestServer.quick("shared", ItSettings.clientPort()));
                server.awaitReady(READY_LIMIT);
                return new Master(server);
            } catch (IOException failure) {
                throw new UncheckedIOException("the shared master does not start", failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the shared master started", interrupted);
            }
        }

        Running running() {
            return new Running(server);
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
