package org.mesophyll.netty;

class TcpTransportTest extends NettyTransportContract {
    TcpTransportTest() {
        super("tcp");
    }
}
