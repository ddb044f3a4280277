package org.mesophyll.netty;

class SecureWebSocketTransportTest extends NettyContract {
    SecureWebSocketTransportTest() {
        super("wss");
    }
}
