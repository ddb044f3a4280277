package org.mesophyll.netty;

class WebSocketMeshTest extends NettyMeshContract {
    WebSocketMeshTest() {
        super("ws");
    }
}
