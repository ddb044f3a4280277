package org.mesophyll.master.state;

import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * Has EclipseLink tell of a lost connection at once, where it would ask again on the same one, with seconds between; {@link Attempts}
 * asks again on another. EclipseLink makes it, and no other provider does.
 */
public class NoQueryRetries implements SessionCustomizer {
    @Override
    public void customize(Session session) {
        session.getLogin().setQueryRetryAttemptCount(0);
    }
}
