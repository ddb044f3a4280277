package org.mesophyll.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mesophyll.netty.Fixture.SOON;

import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Listener;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;

/** Who is believed, and who is not: an end that is not believed never becomes a connection. */
class TlsTest {
    @RegisterExtension
    private final Fixture fixture = new Fixture();

    @TempDir
    private Path directory;

    private TestAuthority ours;
    private TestAuthority foreign;

    @BeforeEach
    void make_authorities() throws Exception {
        ours = new TestAuthority(directory, "ours");
        foreign = new TestAuthority(directory, "foreign");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void takes_a_listener_that_a_trusted_authority_vouches_for(String scheme) throws Exception {
        Listener listener = listen(scheme, TlsSettings.DEFAULT.withIdentity(ours.server()));

        Connection client = connect(listener, TlsSettings.DEFAULT.trusting(ours.trusted()));

        assertCarriesMessages(client, Fixture.accept(listener));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void reads_all_of_it_from_pkcs12_too(String scheme) throws Exception {
        Path passwordFile = TestAuthority.write(directory.resolve("password"), "correct horse\n");
        Password password = Password.fromFile(passwordFile);
        Path store = ours.issue("server", "127.0.0.1", SOON).pkcs12("correct horse");
        Listener listener = listen(scheme, TlsSettings.DEFAULT.withIdentity(Identity.fromPkcs12(store, password)));
        TrustedCertificates trusted =
                TrustedCertificates.fromPkcs12(ours.pkcs12("staple"), Password.of("staple".toCharArray()));

        Connection client = connect(listener, TlsSettings.DEFAULT.trusting(trusted));

        assertCarriesMessages(client, Fixture.accept(listener));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void refuses_a_listener_of_another_authority(String scheme) throws Exception {
        Listener listener = listen(scheme, TlsSettings.DEFAULT.withIdentity(foreign.server()));

        assertNotTrusted(listener, TlsSettings.DEFAULT.trusting(ours.trusted()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void refuses_an_authority_that_nobody_has_named(String scheme) throws Exception {
        Listener listener = listen(scheme, TlsSettings.DEFAULT.withIdentity(ours.server()));

        assertNotTrusted(listener, TlsSettings.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void refuses_a_certificate_that_has_expired(String scheme) throws Exception {
        Identity expired =
                ours.issue("server", "127.0.0.1", Duration.ofHours(-1)).identity();
        Listener listener = listen(scheme, TlsSettings.DEFAULT.withIdentity(expired));

        assertNotTrusted(listener, TlsSettings.DEFAULT.trusting(ours.trusted()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void refuses_a_certificate_for_another_host(String scheme) throws Exception {
        Identity elsewhere = ours.issue("server", "elsewhere.example", SOON).identity();
        Listener listener = listen(scheme, TlsSettings.DEFAULT.withIdentity(elsewhere));

        assertNotTrusted(listener, TlsSettings.DEFAULT.trusting(ours.trusted()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void takes_a_certificate_for_another_host_only_if_told_to(String scheme) throws Exception {
        Identity elsewhere = ours.issue("server", "elsewhere.example", SOON).identity();
        Listener listener = listen(scheme, TlsSettings.DEFAULT.withIdentity(elsewhere));

        Connection client =
                connect(listener, TlsSettings.DEFAULT.trusting(ours.trusted()).withoutHostNameCheck());

        assertCarriesMessages(client, Fixture.accept(listener));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void refuses_another_authority_though_host_names_are_not_checked(String scheme) throws Exception {
        Listener listener = listen(scheme, TlsSettings.DEFAULT.withIdentity(foreign.server()));

        assertNotTrusted(listener, TlsSettings.DEFAULT.trusting(ours.trusted()).withoutHostNameCheck());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void takes_one_who_shows_the_certificate_that_is_required(String scheme) throws Exception {
        Listener listener = listen(scheme, mutual());
        Identity own = ours.issue("client", "client.example", SOON).identity();

        Connection client =
                connect(listener, TlsSettings.DEFAULT.trusting(ours.trusted()).withIdentity(own));

        assertCarriesMessages(client, Fixture.accept(listener));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void refuses_one_who_shows_no_certificate_where_one_is_required(String scheme) throws Exception {
        Listener listener = listen(scheme, mutual());

        assertNotTrusted(listener, TlsSettings.DEFAULT.trusting(ours.trusted()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void refuses_one_who_shows_a_certificate_of_another_authority(String scheme) throws Exception {
        Listener listener = listen(scheme, mutual());
        Identity stranger = foreign.issue("client", "client.example", SOON).identity();

        assertNotTrusted(listener, TlsSettings.DEFAULT.trusting(ours.trusted()).withIdentity(stranger));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void refuses_one_whose_certificate_has_expired(String scheme) throws Exception {
        Listener listener = listen(scheme, mutual());
        Identity expired =
                ours.issue("client", "client.example", Duration.ofHours(-1)).identity();

        assertNotTrusted(listener, TlsSettings.DEFAULT.trusting(ours.trusted()).withIdentity(expired));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void does_not_listen_without_a_certificate_to_show(String scheme) {
        NettyTransport transport = fixture.transport(NettySettings.DEFAULT);

        TransportException refused =
                catchThrowableOfType(TransportException.class, () -> transport.listen(Fixture.somewhere(scheme)));

        assertThat(refused.reason()).isEqualTo(Reason.BAD_ENDPOINT);
        assertThat(refused).hasMessageContaining("needs a certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void closes_on_plain_text(String scheme) throws Exception {
        Listener listener = listen(scheme, TlsSettings.DEFAULT.withIdentity(ours.server()));
        Socket raw = fixture.rawSocket(listener);

        raw.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));

        assertThat(Fixture.readToEnd(raw)).hasSizeLessThan(16); // an alert, if anything
        assertThat(Fixture.acceptsNobody(listener)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcps", "wss"})
    void says_that_the_other_end_speaks_no_tls(String scheme) throws Exception {
        String plain = scheme.substring(0, scheme.length() - 1);
        Listener listener = fixture.transport(NettySettings.DEFAULT.withHandshakeTimeout(Duration.ofMillis(500)))
                .listen(Fixture.somewhere(plain));
        Endpoint secure = new Endpoint(scheme, "127.0.0.1", listener.endpoint().port(), "");
        NettyTransport transport = fixture.transport(NettySettings.DEFAULT);

        TransportException failed =
                catchThrowableOfType(TransportException.class, () -> transport.connect(secure, SOON));

        assertThat(failed.reason()).isIn(Reason.HANDSHAKE_FAILED, Reason.REFUSED);
        assertThat(Fixture.acceptsNobody(listener)).isTrue();
    }

    private TlsSettings mutual() throws Exception {
        return TlsSettings.DEFAULT
                .withIdentity(ours.server())
                .trusting(ours.trusted())
                .requiringClientCertificates();
    }

    private Listener listen(String scheme, TlsSettings tls) throws Exception {
        return fixture.transport(NettySettings.DEFAULT.withTls(tls)).listen(Fixture.somewhere(scheme));
    }

    private Connection connect(Listener to, TlsSettings tls) throws Exception {
        return fixture.transport(NettySettings.DEFAULT.withTls(tls)).connect(to.endpoint(), SOON);
    }

    private void assertNotTrusted(Listener listener, TlsSettings tls) throws Exception {
        TransportException failed = catchThrowableOfType(TransportException.class, () -> connect(listener, tls));

        assertThat(failed).isNotNull();
        assertThat(failed.reason()).as(failed.getMessage()).isEqualTo(Reason.NOT_TRUSTED);
        assertThat(Fixture.acceptsNobody(listener)).isTrue();
    }

    private static void assertCarriesMessages(Connection client, Connection server) throws Exception {
        assertThat(client.send("ping".getBytes(US_ASCII))).isEqualTo(Offer.ACCEPTED);
        assertThat(Fixture.receive(server)).asString(US_ASCII).isEqualTo("ping");
        assertThat(server.send("pong".getBytes(US_ASCII))).isEqualTo(Offer.ACCEPTED);
        assertThat(Fixture.receive(client)).asString(US_ASCII).isEqualTo("pong");
    }
}
