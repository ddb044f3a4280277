package org.mesophyll.web.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.mesophyll.web.settings.RedisAddress;
import org.mesophyll.web.settings.RedisSettings;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Opens sockets to a Redis, by TLS where that is asked for: the server has to show a certificate for its host. */
final class RedisSockets implements JedisSocketFactory {
    private final RedisAddress address;
    private final int connectMillis;
    private final int commandMillis;
    private final SSLSocketFactory tls;

    RedisSockets(RedisAddress address, RedisSettings settings, SSLSocketFactory tls) {
        this.address = address;
        this.connectMillis = millis(settings.connectTimeout());
        this.commandMillis = millis(settings.commandTimeout());
        this.tls = tls;
    }

    private static int millis(Duration time) {
        return Math.toIntExact(time.toMillis());
    }

    @Override
    public Socket createSocket() throws JedisConnectionException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout(commandMillis);
            socket.connect(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()), connectMillis);
            return address.tls() ? encrypted(socket) : socket;
        } catch (IOException e) {
            close(socket, e);
            throw new JedisConnectionException(e);
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the host's name is checked by HTTPS' rules
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static void close(Socket socket, IOException why) {
        try {
            socket.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
