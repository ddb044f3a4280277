package org.mesophyll.netty;

class TcpMeshTest extends NettyMeshContract {
    TcpMeshTest() {
        super("tcp");
    }
}
