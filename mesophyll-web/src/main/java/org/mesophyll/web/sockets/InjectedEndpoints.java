package org.mesophyll.web.sockets;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.InjectionTarget;
import jakarta.websocket.server.ServerEndpointConfig;
import org.jspecify.annotations.Nullable;

/**
 * Makes the endpoints of WebSockets, one for each connection, with what is injected into them.
 *
 * <p>By itself Payara finds out for each connection what there is to inject, and tells all extensions of CDI. This does it
 * once. The container makes one of these for each class of endpoints; any number of its threads use it.
 */
public final class InjectedEndpoints extends ServerEndpointConfig.Configurator {
    private volatile @Nullable Injection<?> injection;

    /**
     * What is known of the class of endpoints.
     *
     * @param type the class
     * @param beans the application's
     * @param target makes and fills instances
     */
    private record Injection<T>(Class<T> type, BeanManager beans, InjectionTarget<T> target) {
        static <T> Injection<T> of(Class<T> type) {
            BeanManager beans = CDI.current().getBeanManager();
            return new Injection<>(
                    type,
                    beans,
                    beans.getInjectionTargetFactory(beans.createAnnotatedType(type))
                            .createInjectionTarget(null));
        }

        T make() {
            CreationalContext<T> context = beans.createCreationalContext(null);
            T made = target.produce(context);
            target.inject(made, context);
            target.postConstruct(made);
            return made;
        }
    }

    /** Makes an endpoint whose injected objects live as long as the application, for nobody tells when the endpoint ends. */
    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        Injection<?> known = injection;
        if (known == null || known.type() != type) {
            known = Injection.of(type); // twice if two connections come first: no harm
            injection = known;
        }
        return type.cast(known.make());
    }
}
