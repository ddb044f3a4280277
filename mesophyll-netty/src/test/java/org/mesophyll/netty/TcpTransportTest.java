package org.mesophyll.netty;

class TcpTransportTest extends NettyContract {
    TcpTransportTest() {
        super("tcp");
    }
}
