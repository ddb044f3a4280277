package org.mesophyll.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.w3c.dom.Element;

/**
 * A copy of the domain that comes with a Payara Server, changed so that it listens on the loopback interface only, on
 * ports of its own, and joins no other server: HTTP and administration stay, HTTPS, IIOP, JMX, JMS, the OSGi shell and
 * Hazelcast are off. Silent connections are closed within 10 s. Making it anew keeps what else is in the directory, the application's data and the logs.
 */
public final class PayaraDomain {

    private static final String BUNDLED = "domain1";
    private static final String LOOPBACK = "127.0.0.1";
    /** How long a connection may be silent; the server looks about once a second. */
    private static final String SILENCE_SECONDS = "8";

    private static final String OSGI_SHELL = ",org.apache.felix.shell.remote";

    private final Path home;
    private final Path directory;

    /**
     * Names a domain.
     *
     * @param home the unpacked server
     * @param directory where the domain is, or will be; its last name is the domain's name
     */
    public PayaraDomain(Path home, Path directory) {
        this.home = home;
        this.directory = directory;
    }

    /**
     * Writes the domain's configuration anew and forgets what was deployed.
     *
     * @throws IOException when the home is not a Payara Server 6 or the directory cannot be written
     */
    public void write(ServerPorts ports) throws IOException {
        Path bundled = home.resolve("glassfish").resolve("domains").resolve(BUNDLED);
        if (!Files.isDirectory(bundled)) {
            throw new IOException("no Payara Server at " + home + ": there is no " + bundled);
        }
        Directories.delete(directory.resolve("applications"));
        Directories.delete(directory.resolve("generated"));
        Directories.replace(bundled.resolve("config"), directory.resolve("config"));
        if (!Files.exists(directory.resolve("docroot"))) {
            Directories.replace(bundled.resolve("docroot"), directory.resolve("docroot"));
        }
        writePlainLogFormat();
        change(ports);
    }

    private void change(ServerPorts ports) throws IOException {
        XmlFile xml = XmlFile.read(directory.resolve("config").resolve("domain.xml"));
        Element config = xml.one(xml.root(), "config", "name", "server-config");
        listen(xml.one(config, "network-listener", "name", "http-listener-1"), ports.http());
        listen(xml.one(config, "network-listener", "name", "admin-listener"), ports.admin());
        disable(xml.one(config, "network-listener", "name", "http-listener-2"));
        Element protocol = xml.one(config, "protocol", "name", "http-listener-1");
        XmlFile.all(protocol, "http").forEach(http -> http.setAttribute("timeout-seconds", SILENCE_SECONDS));
        xml.one(config, "virtual-server", "id", "server").setAttribute("network-listeners", "http-listener-1");
        XmlFile.all(config, "iiop-listener").forEach(PayaraDomain::disable);
        XmlFile.all(config, "jmx-connector").forEach(PayaraDomain::disable);
        XmlFile.all(config, "hazelcast-config-specific-configuration").forEach(PayaraDomain::disable);
        XmlFile.all(config, "jvm-options")
                .forEach(option -> option.setTextContent(option.getTextContent().replace(OSGI_SHELL, "")));
        disableMessaging(xml, config);
        xml.write();
    }

    private static void listen(Element listener, int port) {
        listener.setAttribute("address", LOOPBACK);
        listener.setAttribute("port", Integer.toString(port));
    }

    private static void disable(Element element) {
        element.setAttribute("enabled", "false");
    }

    /** Without this the server opens a port for a broker that is started on demand, on every interface. */
    private static void disableMessaging(XmlFile xml, Element config) {
        Element service = xml.append(config, "jms-service");
        service.setAttribute("type", "DISABLED");
        service.setAttribute("default-jms-host", "none");
        Element host = xml.append(service, "jms-host");
        host.setAttribute("name", "none");
        host.setAttribute("host", LOOPBACK);
        host.setAttribute("lazy-init", "true");
    }

    /** Colours are for terminals; the log goes to a file. */
    private void writePlainLogFormat() throws IOException {
        Path logging = directory.resolve("config").resolve("logging.properties");
        Files.writeString(logging, Files.readString(logging).replace("ansiColor=true", "ansiColor=false"));
    }
}
