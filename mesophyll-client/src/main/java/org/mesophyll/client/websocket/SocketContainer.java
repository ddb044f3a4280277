package org.mesophyll.client.websocket;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.stream.Stream;
import org.glassfish.tyrus.client.ClientProperties;
import org.glassfish.tyrus.container.jdk.client.JdkClientContainer;
import org.glassfish.tyrus.core.Utils;
import org.glassfish.tyrus.spi.ClientContainer;
import org.glassfish.tyrus.spi.ClientEngine;
import org.jspecify.annotations.Nullable;

/**
 * Carries Tyrus' plain connections over one selector, on which a frame costs one system call and no change of threads;
 * Tyrus' own container has five. Connections with TLS, and those through a proxy, are left to that (ADR 13).
 *
 * <p>Public for Tyrus alone, which makes it by its name.
 */
public final class SocketContainer implements ClientContainer {
    /** Where an endpoint's configuration has the {@link URI} that it connects to. */
    static final String ADDRESS = SocketContainer.class.getName();

    private static final int DEFAULT_CONNECT_MILLIS = 30_000; // as Tyrus has it
    private static final String SOCKET = SocketConnection.class.getName();

    private final ClientContainer others = new JdkClientContainer();

    @Override
    public void openClientSocket(ClientEndpointConfig config, Map<String, Object> properties, ClientEngine engine)
            throws DeploymentException, IOException {
        if (!(config.getUserProperties().get(ADDRESS) instanceof URI address) || !isPlain(address)) {
            others.openClientSocket(config, properties, engine);
            return;
        }
        SocketChannel channel = connect(address, properties);
        UpgradedConnection upgraded = new UpgradedConnection(channel, engine);
        config.getUserProperties().put(SOCKET, upgraded.socket());
        upgraded.begin();
    }

    /** Returns the connection that an endpoint was opened on, or null if that is not one of this container's. */
    static @Nullable SocketConnection connectionOf(Map<String, Object> userProperties) {
        return userProperties.get(SOCKET) instanceof SocketConnection connection ? connection : null;
    }

    /** Says whether an address is reached without TLS and without a proxy. */
    private static boolean isPlain(URI address) {
        if (!"ws".equals(address.getScheme())) {
            return false;
        }
        ProxySelector selector = ProxySelector.getDefault();
        return selector == null
                || Stream.of("socket", "https", "http")
                        .map(scheme -> URI.create(scheme + "://" + address.getRawAuthority()))
                        .flatMap(asked -> selector.select(asked).stream())
                        .noneMatch(proxy -> proxy.type() == Proxy.Type.HTTP);
    }

    private static SocketChannel connect(URI address, Map<String, Object> properties) throws IOException {
        InetSocketAddress to = new InetSocketAddress(address.getHost(), Utils.getWsPort(address));
        if (to.isUnresolved()) {
            throw new UnknownHostException(address.getHost());
        }
        Integer timeoutMillis = Utils.getProperty(
                properties, ClientProperties.HANDSHAKE_TIMEOUT, Integer.class, DEFAULT_CONNECT_MILLIS);
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(to, timeoutMillis);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }
}
