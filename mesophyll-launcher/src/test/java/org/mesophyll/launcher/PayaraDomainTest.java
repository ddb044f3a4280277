package org.mesophyll.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayaraDomainTest {

    /** The elements of a real domain.xml that the launcher changes, and a second configuration that it must not. */
    private static final String DOMAIN_XML = """
            <domain><configs>
              <config name="server-config">
                <virtual-server id="server" network-listeners="http-listener-1,http-listener-2"/>
                <iiop-listener address="0.0.0.0" port="3700" id="orb-listener-1"/>
                <jmx-connector address="0.0.0.0" port="8686" name="system"/>
                <hazelcast-config-specific-configuration/>
                <jvm-options>-DadditionalBundles=one,org.apache.felix.shell.remote,two</jvm-options>
                <protocol name="http-listener-1"><http max-connections="250"/></protocol>
                <network-listener port="8080" name="http-listener-1"/>
                <network-listener port="8181" name="http-listener-2"/>
                <network-listener port="4848" name="admin-listener"/>
              </config>
              <config name="default-config">
                <network-listener port="${HTTP_LISTENER_PORT}" name="http-listener-1"/>
              </config>
            </configs></domain>
            """;

    @TempDir
    Path directory;

    private Path home;
    private Path domain;

    @BeforeEach
    void unpack_a_server() throws IOException {
        home = directory.resolve("payara6");
        domain = directory.resolve("domain");
        Path config = Files.createDirectories(home.resolve("glassfish/domains/domain1/config"));
        Files.createDirectories(home.resolve("glassfish/domains/domain1/docroot"));
        Files.writeString(config.resolve("domain.xml"), DOMAIN_XML);
        Files.writeString(config.resolve("logging.properties"), "formatter.ansiColor=true\n");
    }

    @Test
    void listens_on_the_loopback_interface_on_its_own_ports_only() throws IOException {
        new PayaraDomain(home, domain).write(new ServerPorts(ServerKind.PAYARA, 18080));

        String xml = written();
        assertThat(xml)
                .contains("<network-listener address=\"127.0.0.1\" name=\"http-listener-1\" port=\"18080\"/>")
                .contains("<network-listener address=\"127.0.0.1\" name=\"admin-listener\" port=\"14848\"/>")
                .contains("<network-listener enabled=\"false\" name=\"http-listener-2\"")
                .contains("<virtual-server id=\"server\" network-listeners=\"http-listener-1\"/>")
                .contains("<iiop-listener address=\"0.0.0.0\" enabled=\"false\"")
                .contains("<jmx-connector address=\"0.0.0.0\" enabled=\"false\"")
                .contains("<hazelcast-config-specific-configuration enabled=\"false\"/>")
                .contains("<jms-service default-jms-host=\"none\" type=\"DISABLED\">")
                .contains("<http max-connections=\"250\" timeout-seconds=\"8\"/>")
                .contains("=one,two<")
                .contains("port=\"${HTTP_LISTENER_PORT}\"");
    }

    @Test
    void writing_it_again_changes_the_ports_and_keeps_what_the_application_stored() throws IOException {
        PayaraDomain payara = new PayaraDomain(home, domain);
        payara.write(new ServerPorts(ServerKind.PAYARA, 18080));
        Files.writeString(Files.createDirectories(domain.resolve("mesophyll")).resolve("data"), "kept");
        Files.createDirectories(domain.resolve("applications/mesophyll"));

        payara.write(new ServerPorts(ServerKind.PAYARA, 18090));

        assertThat(written()).contains("port=\"18090\"").doesNotContain("18080");
        assertThat(domain.resolve("mesophyll/data")).hasContent("kept");
        assertThat(domain.resolve("applications")).doesNotExist();
    }

    @Test
    void leaves_the_unpacked_server_as_it_is() throws IOException {
        new PayaraDomain(home, domain).write(new ServerPorts(ServerKind.PAYARA, 18080));

        assertThat(home.resolve("glassfish/domains/domain1/config/domain.xml")).hasContent(DOMAIN_XML);
    }

    @Test
    void says_which_directory_is_no_server() {
        Path empty = directory.resolve("empty");

        assertThatThrownBy(() -> new PayaraDomain(empty, domain).write(new ServerPorts(ServerKind.PAYARA, 18080)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no Payara Server at " + empty);
    }

    private String written() throws IOException {
        return Files.readString(domain.resolve("config/domain.xml"));
    }
}
