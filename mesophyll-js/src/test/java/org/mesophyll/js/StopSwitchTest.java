package org.mesophyll.js;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.client.script.ScriptFailure.Kind;

class StopSwitchTest {
    @Test
    void cancels_a_context_as_soon_as_there_is_a_thread_for_it() {
        AtomicInteger refusals = new AtomicInteger(2);
        Context context = Context.newBuilder("js")
                .option("engine.WarnInterpreterOnly", "false")
                .build();
        StopSwitch stopSwitch = new StopSwitch(context, task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            new Thread(task).start();
        });

        stopSwitch.stop(ScriptFailure.of(Kind.STOPPED, "by the test"));

        stopSwitch.leave(); // waits until it is cancelled
        assertThat(isCancelled(context)).isTrue();
    }

    private static boolean isCancelled(Context context) {
        try {
            context.eval("js", "1");
            return false;
        } catch (PolyglotException e) {
            return e.isCancelled();
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
