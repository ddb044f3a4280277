package org.mesophyll.it.container;

import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.mesophyll.it.ItSettings;

/** The EAR that ships, as an Arquillian deployment. */
final class EarUnderTest {

    private static final String WAR = "/mesophyll-web.war";

    private EarUnderTest() {}

    /** Returns the EAR untouched; for tests that run as a client. */
    static EnterpriseArchive asItShips() {
        return ShrinkWrap.create(ZipImporter.class, "mesophyll.ear")
                .importFrom(ItSettings.ear().toFile())
                .as(EnterpriseArchive.class);
    }

    /** Returns the EAR with test classes in its WAR, so that they run inside and can be injected into. */
    static EnterpriseArchive with(Class<?>... testClasses) {
        EnterpriseArchive ear = asItShips();
        WebArchive war = ear.getAsType(WebArchive.class, WAR).addClasses(testClasses);
        ear.delete(WAR);
        return ear.addAsModule(Testable.archiveToTest(war));
    }
}
