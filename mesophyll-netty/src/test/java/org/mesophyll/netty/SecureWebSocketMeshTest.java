package org.mesophyll.netty;

class SecureWebSocketMeshTest extends NettyMeshContract {
    SecureWebSocketMeshTest() {
        super("wss");
    }
}
