package org.mesophyll.web.undertow;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger.Level;

/**
 * Has Undertow call this application's WebSocket endpoints on the thread that has read the frame, instead of waking another
 * for each: they never block. Other applications of the server are not touched, and neither is its configuration.
 *
 * <p>Undertow finds this by its service file, before it sets up WebSockets. Where it does not, or where its parts are not
 * as expected, everything works as the server's configuration says, only slower.
 */
public final class FramesOnReadingThread implements ServletExtension {
    private static final System.Logger LOG = System.getLogger(FramesOnReadingThread.class.getName());

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        try {
            Object webSockets = deployment.getServletContextAttributes().get(WebSocketDeploymentInfo.ATTRIBUTE_NAME);
            if (webSockets instanceof WebSocketDeploymentInfo info) {
                info.setDispatchToWorkerThread(false);
                return;
            }
            LOG.log(
                    Level.WARNING,
                    "frames change threads on their way in: there is no {0}",
                    WebSocketDeploymentInfo.ATTRIBUTE_NAME);
        } catch (LinkageError e) {
            LOG.log(Level.WARNING, "frames change threads on their way in: this is another Undertow", e);
        }
    }
}
