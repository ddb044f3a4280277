package org.mesophyll.netty;

class SecureWebSocketTransportTest extends NettyTransportContract {
    SecureWebSocketTransportTest() {
        super("wss");
    }
}
