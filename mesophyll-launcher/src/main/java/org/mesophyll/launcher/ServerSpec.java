package org.mesophyll.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to start: one server with one EAR.
 *
 * @param kind the server
 * @param home the unpacked or provisioned server; it is only read, so that several servers can share one
 * @param instance the directory that the server writes to, made when it is missing; what the application keeps in it
 *     outlives a restart, configuration and deployment are made anew at every start
 * @param ear the EAR to deploy, read at every start
 * @param httpPort the HTTP port on 127.0.0.1; the other ports follow from it, see {@link ServerPorts}
 * @param environment variables for the server in addition to the caller's own; {@code MESOPHYLL_DATA_DIR} and the like
 *     reach the application as settings
 * @param jvmOptions options for the server's JVM, after the server's own, so that they win
 * @param log the file that takes what the server prints; appended to
 * @param javaHome the JDK that runs the server
 */
public record ServerSpec(
        ServerKind kind,
        Path home,
        Path instance,
        Path ear,
        int httpPort,
        Map<String, String> environment,
        List<String> jvmOptions,
        Path log,
        Path javaHome) {

    public ServerSpec {
        home = home.toAbsolutePath().normalize();
        instance = instance.toAbsolutePath().normalize();
        ear = ear.toAbsolutePath().normalize();
        log = log.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /**
     * Returns a specification with no settings, run by the JDK that runs the caller, that logs to {@code server.log} in
     * the instance directory.
     */
    public static ServerSpec of(ServerKind kind, Path home, Path instance, Path ear, int httpPort) {
        Path java = Path.of(System.getProperty("java.home"));
        Path log = instance.resolve("server.log");
        return new ServerSpec(kind, home, instance, ear, httpPort, Map.of(), List.of(), log, java);
    }

    /** Returns a copy with one more environment variable. */
    public ServerSpec withEnvironment(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new ServerSpec(kind, home, instance, ear, httpPort, more, jvmOptions, log, javaHome);
    }

    /** Returns a copy with more options for the JVM. */
    public ServerSpec withJvmOptions(String... options) {
        List<String> more = new ArrayList<>(jvmOptions);
        more.addAll(List.of(options));
        return new ServerSpec(kind, home, instance, ear, httpPort, environment, more, log, javaHome);
    }

    /** Returns a copy that logs to another file. */
    public ServerSpec withLog(Path other) {
        return new ServerSpec(kind, home, instance, ear, httpPort, environment, jvmOptions, other, javaHome);
    }

    /** Returns a copy that runs on another JDK. */
    public ServerSpec withJavaHome(Path other) {
        return new ServerSpec(kind, home, instance, ear, httpPort, environment, jvmOptions, log, other);
    }

    /** Returns the ports that the server takes. */
    public ServerPorts ports() {
        return new ServerPorts(kind, httpPort);
    }

    /** Returns the root URL of the application, with no slash at its end. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    Path java() {
        return javaHome.resolve("bin").resolve("java");
    }
}
