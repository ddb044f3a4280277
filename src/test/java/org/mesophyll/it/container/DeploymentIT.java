package org.mesophyll.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both servers scan every class of an EAR; class files of Java 17 must not stop them. */
@ExtendWith(ArquillianExtension.class)
class DeploymentIT {

    @Inject
    private Greeter greeter;

    @Deployment
    static EnterpriseArchive ear() {
        return EarUnderTest.with(
                DeploymentIT.class,
                Greeter.class,
                Salutation.class,
                Salutation.ByName.class,
                Salutation.Anonymous.class);
    }

    @Test
    void a_bean_that_uses_a_record_and_a_sealed_interface_is_injected() {
        assertEquals("hello Ada", greeter.greet(new Salutation.ByName("Ada")));
        assertEquals("hello", greeter.greet(new Salutation.Anonymous()));
    }

    /** A sealed interface with records, as the messages are. */
    sealed interface Salutation {
        record ByName(String name) implements Salutation {}

        record Anonymous() implements Salutation {}
    }

    @ApplicationScoped
    static class Greeter {
        String greet(Salutation salutation) {
            return salutation instanceof Salutation.ByName known ? "hello " + known.name() : "hello";
        }
    }
}
