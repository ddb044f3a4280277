package org.mesophyll.netty;

class WebSocketTransportTest extends NettyTransportContract {
    WebSocketTransportTest() {
        super("ws");
    }
}
