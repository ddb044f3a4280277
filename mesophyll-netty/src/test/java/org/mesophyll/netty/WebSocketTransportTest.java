package org.mesophyll.netty;

class WebSocketTransportTest extends NettyContract {
    WebSocketTransportTest() {
        super("ws");
    }
}
