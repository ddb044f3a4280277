package org.mesophyll.js;

import org.mesophyll.client.script.WithMachine;

/** A machine of this engine, which all tests share. */
abstract class JsTest extends WithMachine {
    static final JsEngine ENGINE = new JsEngine();

    JsTest() {
        super(ENGINE);
    }
}
