package org.mesophyll.it.arrows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code mvn -Prun} makes no tests, and ends in the module of the EAR: what is before that must do without a jar of tests. */
class RunOrderTest {
    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
    private static final Path ROOT = Path.of("..", "..");

    @Test
    void no_module_up_to_the_ear_needs_a_jar_of_tests() throws IOException {
        List<String> modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .toList();
        List<String> run = modules.subList(0, modules.indexOf("mesophyll-ear") + 1);

        assertThat(run).contains("mesophyll-ejb", "mesophyll-web", "mesophyll-ear");
        assertThat(run)
                .allSatisfy(module -> assertThat(
                                Files.readString(ROOT.resolve(module).resolve("pom.xml")))
                        .doesNotContain("<type>test-jar</type>"));
    }
}
