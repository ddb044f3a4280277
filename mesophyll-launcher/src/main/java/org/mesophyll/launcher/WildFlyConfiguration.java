package org.mesophyll.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * WildFly, run without its shell script. The EAR is named in the configuration and deployed from where it is while the
 * server boots, so that no scanner has to find it.
 */
final class WildFlyConfiguration implements ServerConfiguration {

    private static final String LOOPBACK = "127.0.0.1";

    /** How long a connection may be silent, and how long a request's head may take. */
    private static final String SILENCE_MILLIS = "8000";

    /** What {@code bin/common.sh} of WildFly 39 opens. */
    private static final List<String> EXPORTED = List.of(
            "java.desktop/sun.awt",
            "java.naming/com.sun.jndi.ldap",
            "java.naming/com.sun.jndi.url.ldap",
            "java.naming/com.sun.jndi.url.ldaps",
            "jdk.naming.dns/com.sun.jndi.dns");

    private static final List<String> OPENED = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.net",
            "java.base/java.security",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.management/javax.management",
            "java.naming/javax.naming");

    private final ServerSpec spec;
    private final Path base;

    WildFlyConfiguration(ServerSpec spec) {
        this.spec = spec;
        this.base = spec.instance().resolve("base");
    }

    @Override
    public List<String> prepare() throws IOException {
        Path modules = spec.home().resolve("jboss-modules.jar");
        if (!Files.isRegularFile(modules)) {
            throw new IOException("no WildFly at " + spec.home() + ": there is no " + modules);
        }
        writeConfiguration();
        List<String> command = new ArrayList<>(List.of(spec.java().toString(), "-D[Standalone]", "-Xmx512m"));
        EXPORTED.forEach(name -> command.add("--add-exports=" + name + "=ALL-UNNAMED"));
        OPENED.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
        command.addAll(List.of(
                "-Djava.awt.headless=true",
                "-Djboss.modules.system.pkgs=org.jboss.byteman",
                "-Dorg.jboss.boot.log.file=" + base.resolve("log").resolve("server.log"),
                "-Dlogging.configuration="
                        + base.resolve("configuration")
                                .resolve("logging.properties")
                                .toUri()));
        command.addAll(spec.jvmOptions());
        command.addAll(List.of(
                "-jar",
                modules.toString(),
                "-mp",
                spec.home().resolve("modules").toString(),
                "org.jboss.as.standalone",
                "-Djboss.home.dir=" + spec.home(),
                "-Djboss.server.base.dir=" + base,
                "-Djboss.socket.binding.port-offset=" + spec.ports().offset(),
                "-b",
                LOOPBACK,
                "-bmanagement",
                LOOPBACK));
        return command;
    }

    @Override
    public String deploymentFailure() {
        return "started (with errors)";
    }

    @Override
    public String input() {
        return "";
    }

    private void writeConfiguration() throws IOException {
        Path bundled = spec.home().resolve("standalone");
        Directories.replace(bundled.resolve("configuration"), base.resolve("configuration"));
        Directories.delete(base.resolve("deployments"));
        Files.createDirectories(base.resolve("deployments"));
        XmlFile xml = XmlFile.read(base.resolve("configuration").resolve("standalone.xml"));
        Element deployment = xml.append(xml.append(xml.root(), "deployments"), "deployment");
        deployment.setAttribute("name", "mesophyll.ear");
        deployment.setAttribute("runtime-name", "mesophyll.ear");
        xml.append(deployment, "fs-archive").setAttribute("path", spec.ear().toString());
        plainLog(xml);
        endSlowConnections(xml);
        xml.write();
    }

    /** The defaults are a minute without a request and no bound for a head. */
    private static void endSlowConnections(XmlFile xml) throws IOException {
        Element listener = xml.one(xml.root(), "http-listener", "name", "default");
        listener.setAttribute("no-request-timeout", SILENCE_MILLIS);
        listener.setAttribute("request-parse-timeout", SILENCE_MILLIS);
    }

    /** Colours are for terminals; the log goes to a file. */
    private static void plainLog(XmlFile xml) {
        Stream<Element> consoles = XmlFile.all(xml.root(), "console-handler").stream();
        consoles.flatMap(console -> XmlFile.all(console, "named-formatter").stream())
                .forEach(formatter -> formatter.setAttribute("name", "PATTERN"));
    }
}
