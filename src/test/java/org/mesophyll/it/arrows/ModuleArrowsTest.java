package org.mesophyll.it.arrows;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Arrows point at what is depended on; all that is not drawn in the architecture is forbidden. */
class ModuleArrowsTest {

    private static final String OURS = "org.mesophyll..";
    private static final String PROTOCOL = "org.mesophyll.protocol..";
    private static final String MESH = "org.mesophyll.mesh..";
    private static final String WORK = "org.mesophyll.mesh.work..";
    private static final String NETTY = "org.mesophyll.netty..";
    private static final String MASTER = "org.mesophyll.master..";
    private static final String WEB = "org.mesophyll.web..";
    private static final String CLIENT = "org.mesophyll.client..";
    private static final String LUA = "org.mesophyll.lua..";
    private static final String JS = "org.mesophyll.js..";
    private static final String TOKEN_HASH = "org.mesophyll.protocol.TokenHash";
    private static final String LAUNCHER = "org.mesophyll.launcher..";

    private static JavaClasses classes;

    @BeforeAll
    static void read_the_classes_of_every_module() {
        List<Path> directories = Stream.of("protocol", "mesh", "netty", "ejb", "web", "client", "lua", "js", "launcher")
                .map(module -> Path.of("..", "..", "mesophyll-" + module, "target", "classes"))
                .filter(Files::isDirectory)
                .toList();
        classes = new ClassFileImporter().importPaths(directories);
    }

    @Test
    void the_protocol_depends_on_nothing_of_ours() {
        onlyUses(PROTOCOL, PROTOCOL);
    }

    @Test
    void the_mesh_depends_on_the_protocol() {
        onlyUses(MESH, MESH, PROTOCOL);
    }

    @Test
    void the_socket_transports_depend_on_mesh_and_protocol() {
        onlyUses(NETTY, NETTY, MESH, PROTOCOL);
    }

    @Test
    void netty_is_known_in_its_module_only() {
        holds(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(NETTY)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.."));
    }

    @Test
    void redis_is_known_in_one_package_only() {
        holds(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage("org.mesophyll.web.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("redis.clients.."));
    }

    @Test
    void the_master_depends_on_mesh_and_protocol() {
        onlyUses(MASTER, MASTER, MESH, PROTOCOL);
    }

    @Test
    void the_web_depends_on_the_master_and_what_is_below_it() {
        onlyUses(WEB, WEB, MASTER, MESH, PROTOCOL);
    }

    @Test
    void the_client_depends_on_mesh_and_protocol() {
        onlyUses(CLIENT, CLIENT, MESH, PROTOCOL);
    }

    @Test
    void the_lua_engine_depends_on_the_clients_interfaces_the_way_of_working_and_the_protocol() {
        onlyUses(LUA, LUA, "org.mesophyll.client.script..", WORK, PROTOCOL);
    }

    @Test
    void webassembly_is_known_in_the_lua_engine_only() {
        holds(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(LUA)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.dylibso.."));
    }

    @Test
    void the_javascript_engine_depends_on_the_clients_interfaces_the_way_of_working_and_the_protocol() {
        onlyUses(JS, JS, "org.mesophyll.client.script..", WORK, PROTOCOL);
    }

    @Test
    void graalvm_is_known_in_the_javascript_engine_only() {
        holds(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(JS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.graalvm.."));
    }

    @Test
    void the_launcher_depends_on_nothing_of_ours() {
        onlyUses(LAUNCHER, LAUNCHER);
    }

    @Test
    void the_protocol_knows_no_jakarta() {
        holds(noClasses()
                .that()
                .resideInAPackage(PROTOCOL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.."));
    }

    @Test
    void the_mesh_knows_jakarta_in_one_package_only() {
        holds(noClasses()
                .that()
                .resideInAPackage(MESH)
                .and()
                .resideOutsideOfPackage("org.mesophyll.mesh.websocket..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.."));
    }

    @Test
    void tyrus_is_known_in_one_package_of_the_client_and_one_of_the_web_only() {
        holds(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackages("org.mesophyll.client.websocket..", "org.mesophyll.web.sockets..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.glassfish.."));
    }

    @Test
    void the_master_knows_no_http() {
        holds(noClasses()
                .that()
                .resideInAPackage(MASTER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.servlet..", "jakarta.ws.rs.."));
    }

    @Test
    void entities_stay_in_the_master() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage(MASTER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.persistence.."));
    }

    @Test
    void packages_have_no_cycles() {
        holds(slices().matching("org.mesophyll.(**)").should().beFreeOfCycles());
    }

    @Test
    void nobody_sleeps() {
        holds(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    }

    @Test
    void loggers_and_constants_are_the_only_static_fields() {
        holds(fields().that().areStatic().should().beFinal());
    }

    @Test
    void secrets_are_compared_in_one_place_only() {
        holds(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(TOKEN_HASH)
                .should()
                .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class));
        holds(noClasses()
                .that(dependOn(TOKEN_HASH))
                .should()
                .callMethodWhere(
                        target(nameMatching("equals|deepEquals|compare|compareTo|mismatch|contentEquals|regionMatches"))
                                .and(target(owner(mayHoldSecrets())))));
    }

    private static DescribedPredicate<JavaClass> dependOn(String name) {
        return DescribedPredicate.describe(
                "depend on " + name,
                uses -> uses.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency ->
                                dependency.getTargetClass().getName().equals(name)));
    }

    private static DescribedPredicate<JavaClass> mayHoldSecrets() {
        return DescribedPredicate.describe(
                "text, bytes or what compares them",
                owner -> Set.of(
                                String.class.getName(),
                                Object.class.getName(),
                                Objects.class.getName(),
                                Arrays.class.getName(),
                                "org.mesophyll.protocol.value.Bytes")
                        .contains(owner.getName()));
    }

    private static void onlyUses(String from, String... allowed) {
        holds(noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat(resideInAPackage(OURS).and(resideOutsideOfPackages(allowed))));
    }

    /** A module may be without classes while it is young. */
    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }
}
