package org.mesophyll.netty;

class TlsTransportTest extends NettyTransportContract {
    TlsTransportTest() {
        super("tcps");
    }
}
