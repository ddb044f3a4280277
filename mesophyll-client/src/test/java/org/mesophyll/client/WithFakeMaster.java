package org.mesophyll.client;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.mesophyll.protocol.TenantId;

/** Tests of a worker whose master is in the test's hands. */
@Timeout(60)
abstract class WithFakeMaster {
    static final TenantId TENANT = TenantId.guild(1);
    static final String TOKEN = "a-token-that-must-not-show";

    final FakeMaster master = open();
    final CountDownLatch release = new CountDownLatch(1); // of what a handler holds up, at the end at the latest

    private static FakeMaster open() {
        try {
            return new FakeMaster();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void closeMaster() throws IOException {
        release.countDown();
        master.close();
    }

    final WorkerClient.Builder worker(WorkerHandler handler) {
        return WorkerClient.builder().url(master.url()).worker(3).token(TOKEN).handler(handler);
    }

    /** Returns settings of {@code mesophyll.client.worker}. */
    static ClientSettings settings(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("mesophyll.client.worker." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return ClientSettings.of(settings);
    }
}
