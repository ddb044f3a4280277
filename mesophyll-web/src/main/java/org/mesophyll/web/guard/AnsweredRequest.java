package org.mesophyll.web.guard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/** A request whose answer is collected. Completing it asynchronously sends the answer first. */
final class AnsweredRequest extends HttpServletRequestWrapper {
    private final CollectedAnswer answer;
    private volatile @Nullable AsyncContext context;

    AnsweredRequest(HttpServletRequest request, CollectedAnswer answer) {
        super(request);
        this.answer = answer;
    }

    /** Returns whether the request was made asynchronous by who handles it. */
    boolean hasStarted() {
        return context != null;
    }

    @Override
    public AsyncContext startAsync() {
        return started(super.startAsync(this, answer));
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return started(super.startAsync(request, response));
    }

    @Override
    public AsyncContext getAsyncContext() {
        AsyncContext current = context;
        return current == null ? super.getAsyncContext() : current;
    }

    private AsyncContext started(AsyncContext of) {
        of.setTimeout(0); // who handles the request decides, and then the deadline of its answer
        of.addListener(new End(answer));
        AsyncContext made = new Context(of, answer);
        context = made;
        return made;
    }

    /** Has the answer sent before the request is completed. */
    private record Context(AsyncContext of, CollectedAnswer answer) implements AsyncContext {
        @Override
        public void complete() {
            answer.complete(of);
        }

        @Override
        public ServletRequest getRequest() {
            return of.getRequest();
        }

        @Override
        public ServletResponse getResponse() {
            return of.getResponse();
        }

        @Override
        public boolean hasOriginalRequestAndResponse() {
            return of.hasOriginalRequestAndResponse();
        }

        @Override
        public void dispatch() {
            of.dispatch();
        }

        @Override
        public void dispatch(String path) {
            of.dispatch(path);
        }

        @Override
        public void dispatch(ServletContext servlets, String path) {
            of.dispatch(servlets, path);
        }

        @Override
        public void start(Runnable work) {
            of.start(work);
        }

        @Override
        public void addListener(AsyncListener listener) {
            of.addListener(listener);
        }

        @Override
        public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
            of.addListener(listener, request, response);
        }

        @Override
        public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
            return of.createListener(type);
        }

        @Override
        public void setTimeout(long millis) {
            of.setTimeout(millis);
        }

        @Override
        public long getTimeout() {
            return of.getTimeout();
        }
    }

    /** Tells the answer when the container ends the request. */
    record End(CollectedAnswer answer) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            answer.over();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // the container answers, and completes the request if nobody else does
        }

        @Override
        public void onError(AsyncEvent event) {
            // likewise
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // the handler of the request has started it again: the answer is not over
        }
    }
}
