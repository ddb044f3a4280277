package org.mesophyll.web.guard;

import java.lang.reflect.Method;

/**
 * Has Payara answer a path with a malformed escape with 400. By itself it answers 200 with an empty body and asks no filter
 * of an application, because its mapper throws an exception that nobody expects. So such a request gets the path {@link
 * MalformedPath#REFUSED} of this application before it is mapped.
 */
final class PayaraPaths implements RequestWatcher {
    private final Method head;
    private final Method reference;
    private final Method get;
    private final Method set;
    private final String refused;

    /**
     * Watches paths.
     *
     * @param grizzly the loader of Payara's HTTP classes
     * @param contextPath where this application is
     */
    PayaraPaths(ClassLoader grizzly, String contextPath) throws ReflectiveOperationException {
        head = PayaraRequests.load(grizzly, "http.server.Request").getMethod("getRequest");
        reference = head.getReturnType().getMethod("getRequestURIRef");
        get = reference.getReturnType().getMethod("getURI");
        set = reference.getReturnType().getMethod("setURI", String.class);
        refused = contextPath + MalformedPath.REFUSED;
    }

    @Override
    public boolean begins(Object connection, Object request) throws ReflectiveOperationException {
        Object uri = reference.invoke(head.invoke(request));
        if (!MalformedPath.isWellFormed((String) get.invoke(uri))) {
            set.invoke(uri, refused);
        }
        return true;
    }
}
