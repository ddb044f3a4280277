package org.mesophyll.bench.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.mesophyll.bench.process.Programs;

/** An etcd of one member with its own defaults: it calls fsync before it acknowledges, and its reads are linearizable. */
final class Etcd implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final Path directory;
    private final int port;

    private Etcd(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    static Etcd start(Path directory, int port) throws IOException {
        Files.createDirectories(directory);
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + (port + 1);
        Process process = Programs.start(
                List.of(
                        "etcd",
                        "--data-dir=" + directory.resolve("data"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer),
                directory.resolve("etcd.log"));
        Programs.awaitPort(port, START_LIMIT);
        return new Etcd(process, directory, port);
    }

    /** Returns puts and gets of one key, as gRPC frames over HTTP/2. */
    List<Target> targets(String key, String value) throws IOException {
        byte[] put = ProtoBuf.message(key, value);
        byte[] range = ProtoBuf.message(key);
        return List.of(target("set", "Put", put), target("get", "Range", range));
    }

    private Target target(String operation, String method, byte[] message) throws IOException {
        Path urls = directory.resolve(operation + ".urls");
        Files.writeString(urls, "http://127.0.0.1:" + port + "/etcdserverpb.KV/" + method + "\n");
        Path body = Files.write(directory.resolve(operation + ".body"), ProtoBuf.frame(message));
        return new Target("etcd", operation, urls, body, List.of("content-type: application/grpc", "te: trailers"));
    }

    @Override
    public void close() throws InterruptedException {
        Programs.stop(process);
    }
}
