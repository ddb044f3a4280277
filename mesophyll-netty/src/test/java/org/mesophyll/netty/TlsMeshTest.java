package org.mesophyll.netty;

class TlsMeshTest extends NettyMeshContract {
    TlsMeshTest() {
        super("tcps");
    }
}
