package org.mesophyll.it.arrows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/guarantees.md names tests and commands: they exist, and no promise is missing. */
class GuaranteesTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Path PROOFS = ROOT.resolve("tools").resolve("proofs");
    private static final int PROMISES = 25;
    private static final Pattern PROMISE = Pattern.compile("(?m)^### (G[0-9]+)\\b");
    private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Test|IT))`");
    private static final Pattern SCRIPT = Pattern.compile("tools/proofs/[A-Za-z0-9_.-]*[A-Za-z0-9_]");
    private static final Pattern RUN = Pattern.compile("tools/proofs/run (?:payara|wildfly|SERVER) ([a-z0-9_]+)");

    private final String page = read();

    @Test
    void every_promise_has_a_section_of_its_own() {
        List<String> all = IntStream.rangeClosed(1, PROMISES)
                .mapToObj(number -> "G" + number)
                .toList();

        assertThat(found(PROMISE)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void every_test_class_that_is_named_exists() throws IOException {
        assertThat(found(TEST_CLASS)).isNotEmpty().isSubsetOf(testClasses());
    }

    @Test
    void every_script_that_is_named_exists() {
        Set<String> scripts = found(SCRIPT);

        assertThat(scripts)
                .isNotEmpty()
                .allSatisfy(script -> assertThat(ROOT.resolve(script)).exists());
        assertThat(PROOFS.resolve("run")).isExecutable();
        assertThat(found(RUN))
                .isNotEmpty()
                .allSatisfy(proof -> assertThat(List.of(PROOFS.resolve(proof + ".py"), PROOFS.resolve(proof)))
                        .anySatisfy(file -> assertThat(file).isRegularFile()));
    }

    private Set<String> found(Pattern pattern) {
        return pattern.matcher(page)
                .results()
                .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> testClasses() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(Files::isDirectory).toList()) {
                Path tests = module.endsWith("src")
                        ? module.resolve("test")
                        : module.resolve("src").resolve("test");
                if (Files.isDirectory(tests)) {
                    names.addAll(classesBelow(tests));
                }
            }
        }
        return names;
    }

    private static Set<String> classesBelow(Path tests) throws IOException {
        try (Stream<Path> files = Files.walk(tests)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String read() {
        try {
            return Files.readString(ROOT.resolve("docs").resolve("guarantees.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
