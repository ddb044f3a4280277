package org.mesophyll.web.sockets;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;

/** Has Payara open WebSockets by a {@link LateUpgradeHandler}; to be put before Tyrus' own filter, and nowhere else than there. */
public final class LateUpgrades extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient OpeningThreads threads;

    /**
     * Makes the filter.
     *
     * @param threads open the WebSockets
     */
    public LateUpgrades(OpeningThreads threads) {
        this.threads = threads;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean isWebSocket = request.getHeader("Sec-WebSocket-Key") != null;
        chain.doFilter(isWebSocket ? new Handshake(request, threads) : request, response);
    }

    private static final class Handshake extends HttpServletRequestWrapper {
        private final OpeningThreads threads;

        Handshake(HttpServletRequest request, OpeningThreads threads) {
            super(request);
            this.threads = threads;
        }

        @Override
        public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
            if (type != TyrusHttpUpgradeHandler.class) {
                return super.upgrade(type);
            }
            LateUpgradeHandler handler = super.upgrade(LateUpgradeHandler.class);
            handler.openOn(threads);
            return type.cast(handler);
        }
    }
}
