package org.mesophyll.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The WebAssembly that we ship is the file that NOTICE names. */
class LuaNoticeTest {
    private static final Path INTERPRETER = Path.of("src", "main", "wasm", "glue.wasm");

    @Test
    void the_interpreter_has_the_hash_that_the_notice_says() throws IOException, GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(INTERPRETER));

        assertThat(Files.readString(Path.of("NOTICE"))).contains(HexFormat.of().formatHex(digest));
    }
}
