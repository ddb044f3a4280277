package org.mesophyll.netty;

class TlsTransportTest extends NettyContract {
    TlsTransportTest() {
        super("tcps");
    }
}
