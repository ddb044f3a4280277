package org.mesophyll.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.mesophyll.launcher.ServerProcess;
import org.mesophyll.launcher.ServerSpec;
import org.mesophyll.web.redis.RedisServer;

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

    /** A server, and the Redis that it takes scripts from, where one is installed. */
    private record Master(ServerProcess server, @Nullable RedisServer redis) implements AutoCloseable {

        static Master start() {
            RedisServer redis = RedisServer.isInstalled() ? RedisServer.start() : null;
            try {
                ServerSpec spec = TestServer.quick("shared", ItSettings.clientPort());
                ServerProcess server = ServerProcess.start(
                        redis == null ? spec : spec.withEnvironment("MESOPHYLL_SCRIPTS_REDIS_URL", redis.url(0)));
                server.awaitReady(READY_LIMIT);
                return new Master(server, redis);
            } catch (IOException failure) {
                throw new UncheckedIOException("the shared master does not start", failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the shared master started", interrupted);
            }
        }

        Running running() {
            return new Running(server, redis);
        }

        @Override
        public void close() {
            server.close();
            if (redis != null) {
                redis.close();
            }
        }
    }
}
