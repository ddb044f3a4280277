package org.mesophyll.web.sockets;

import jakarta.servlet.ServletInputStream;
import jakarta.websocket.Session;
import java.io.IOException;
import org.mesophyll.mesh.websocket.TyrusInternals;
import org.mesophyll.mesh.work.RareLog;

/**
 * What Tyrus reads a session from in a servlet container, which is Payara's: the container's input, with an eye on the
 * frames in it. What comes after a refusal is read and thrown away, until the connection is closed.
 */
final class MeteredInput extends PassedInput {
    private static final System.Logger LOG = System.getLogger(MeteredInput.class.getName());
    private static final RareLog NOT_WATCHED = new RareLog(LOG, System::nanoTime);

    private final MessageAssembly reception;
    private final FrameGauge gauge = new FrameGauge();

    private MeteredInput(ServletInputStream input, MessageAssembly reception) {
        super(input);
        this.reception = reception;
    }

    /**
     * Puts itself before the input of a session of Tyrus, before its first byte is read; other containers' sessions stay as
     * they are, because they deliver parts of frames.
     */
    static void watch(Session session, MessageAssembly reception) {
        if (!TyrusInternals.isTyrus(session)) {
            return;
        }
        try {
            TyrusInternals.replaceInput(session, ServletInputStream.class, input -> new MeteredInput(input, reception));
        } catch (ReflectiveOperationException | RuntimeException e) {
            NOT_WATCHED.warn(() -> "this server keeps up to 4 MiB of a half-received frame, for its input cannot be"
                    + " watched: " + e);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        return read <= 0 || follow(into, offset, read) ? read : 0;
    }

    private boolean follow(byte[] bytes, int offset, int length) {
        if (reception.isOver()) {
            return false;
        }
        FrameGauge.Verdict verdict = gauge.follow(bytes, offset, length, reception.limitBytes());
        return reception.frame(verdict, verdict == FrameGauge.Verdict.FINE ? gauge.unfinishedBytes() : 0);
    }
}
