package org.mesophyll.master.state;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens an empty database before each test and closes it afterwards. */
@SuppressWarnings("NullAway.Init") // opened before each test
abstract class StateTest {
    private final Backend backend;
    TestState state;

    StateTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void open() {
        state = backend.open();
        prepare();
    }

    /** Runs once the database is open. */
    abstract void prepare();

    @AfterEach
    void close() {
        if (state != null) { // else there is no such database here
            state.close();
        }
    }
}
