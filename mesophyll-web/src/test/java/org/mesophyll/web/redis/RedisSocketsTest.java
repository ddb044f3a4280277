package org.mesophyll.web.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.web.settings.RedisAddress;
import org.mesophyll.web.settings.RedisSettings;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** TLS with a server whose certificate is for localhost, and for no address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one certificate for all
@SuppressWarnings("NullAway.Init") // made before all tests
class RedisSocketsTest {
    private static final String PASSWORD = "only-for-tests";
    private static final RedisSettings SETTINGS = RedisSettings.from(SettingsOf.map(Map.of()));

    private SSLContext trusting;
    private SSLServerSocket server;

    @BeforeAll
    void listen(@TempDir Path directory) throws Exception {
        trusting = contextOf(keyStore(directory));
        server = (SSLServerSocket)
                trusting.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Test
    void a_server_that_proves_its_name_is_spoken_to() throws Exception {
        CompletableFuture<Integer> heard = hearOneByte();

        try (Socket socket = sockets("localhost", trusting.getSocketFactory()).createSocket()) {
            socket.getOutputStream().write(42);

            assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo(42);
            assertThat(socket.getSoTimeout()).isEqualTo(2_000);
        }
    }

    @Test
    void a_server_of_another_name_is_not() {
        CompletableFuture<Integer> heard = hearOneByte();

        assertThatThrownBy(
                        () -> sockets("127.0.0.1", trusting.getSocketFactory()).createSocket())
                .isInstanceOf(JedisConnectionException.class)
                .hasCauseInstanceOf(SSLException.class);
        assertThat(heard).failsWithin(20, TimeUnit.SECONDS);
    }

    @Test
    void a_server_that_nobody_vouches_for_is_not() {
        CompletableFuture<Integer> heard = hearOneByte();

        assertThatThrownBy(() -> sockets("localhost", (SSLSocketFactory) SSLSocketFactory.getDefault())
                        .createSocket())
                .isInstanceOf(JedisConnectionException.class)
                .hasCauseInstanceOf(SSLException.class);
        assertThat(heard).failsWithin(20, TimeUnit.SECONDS);
    }

    private RedisSockets sockets(String host, SSLSocketFactory factory) {
        return new RedisSockets(
                RedisAddress.parse("rediss://" + host + ":" + server.getLocalPort()), SETTINGS, factory);
    }

    private CompletableFuture<Integer> hearOneByte() {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket accepted = server.accept()) {
                int heard = accepted.getInputStream().read();
                if (heard < 0) {
                    throw new IllegalStateException("nothing was said");
                }
                return heard;
            } catch (IOException e) {
                throw new IllegalStateException("nothing was heard", e);
            }
        });
    }

    private static KeyStore keyStore(Path directory) throws Exception {
        Path file = directory.resolve("localhost.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=redis",
                        "-ext",
                        "san=dns:localhost")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.out").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(file).as(Files.readString(directory.resolve("keytool.out"))).exists();
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    /** Returns what shows the certificate, and trusts it and no other. */
    private static SSLContext contextOf(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted(store));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore trusted(KeyStore store) throws GeneralSecurityException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("redis", store.getCertificate("redis"));
            return trusted;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
