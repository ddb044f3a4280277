package org.mesophyll.bench.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchEarTest {

    private static final String DESCRIPTOR = """
            <?xml version="1.0" encoding="UTF-8"?>
            <application xmlns="https://jakarta.ee/xml/ns/jakartaee" version="10">
              <initialize-in-order>true</initialize-in-order>
              <module><ejb>master.jar</ejb></module>
              <module><web><web-uri>web.war</web-uri><context-root>/</context-root></web></module>
              <library-directory>lib</library-directory>
            </application>
            """;

    @TempDir
    private Path directory;

    private Path ear;
    private Path variant;

    @BeforeEach
    void write_an_ear() throws IOException {
        ear = directory.resolve("as-it-ships.ear");
        variant = directory.resolve("made").resolve("variant.ear");
        write(ear, "META-INF/application.xml", DESCRIPTOR);
    }

    @Test
    void adds_the_war_and_a_module_after_the_others() throws IOException {
        BenchEar.make(ear, variant, "the war".getBytes(StandardCharsets.UTF_8));

        String descriptor = text(variant, "META-INF/application.xml");
        assertThat(text(variant, "mesophyll-bench.war")).isEqualTo("the war");
        assertThat(text(variant, "master.jar")).isEqualTo("classes");
        assertThat(descriptor.replaceAll("\\s+", ""))
                .contains("<context-root>/</context-root></web></module><module><web><web-uri>mesophyll-bench.war"
                        + "</web-uri><context-root>/bench</context-root></web></module><library-directory>")
                .doesNotContain("xmlns=\"\"");
    }

    @Test
    void leaves_the_ear_that_ships_as_it_is() throws IOException {
        byte[] before = Files.readAllBytes(ear);

        BenchEar.make(ear, variant, new byte[0]);

        assertThat(ear).hasBinaryContent(before);
    }

    @Test
    void replaces_the_variant_of_an_earlier_run() throws IOException {
        BenchEar.make(ear, variant, new byte[0]);
        BenchEar.make(ear, variant, new byte[0]);

        assertThat(text(variant, "META-INF/application.xml")).containsOnlyOnce("mesophyll-bench.war");
    }

    @Test
    void refuses_what_is_not_an_ear() throws IOException {
        Path other = directory.resolve("other.ear");
        write(other, "readme", "no descriptor");
        Path empty = directory.resolve("empty.ear");
        write(empty, "META-INF/application.xml", "<application/>");

        assertThatThrownBy(() -> BenchEar.make(directory.resolve("none.ear"), variant, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no EAR at");
        assertThatThrownBy(() -> BenchEar.make(other, variant, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("META-INF/application.xml");
        assertThatThrownBy(() -> BenchEar.make(empty, variant, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no module");
    }

    @Test
    void the_war_holds_the_classes_for_the_master_the_histogram_and_nothing_of_the_tool() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream war = new ZipInputStream(new ByteArrayInputStream(BenchWar.bytes()))) {
            for (ZipEntry entry = war.getNextEntry(); entry != null; entry = war.getNextEntry()) {
                names.add(entry.getName());
            }
        }

        assertThat(names)
                .contains("WEB-INF/classes/org/mesophyll/bench/inside/RunServlet.class")
                .contains("WEB-INF/classes/org/mesophyll/bench/drive/LoadGenerator.class")
                .anyMatch(name -> name.startsWith("WEB-INF/lib/HdrHistogram"))
                .noneMatch(name -> name.contains("/load/"))
                .noneMatch(name -> name.contains("/rival/"))
                .noneMatch(name -> name.contains("Test"));
    }

    private static void write(Path file, String entry, String text) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("master.jar"));
            zip.write("classes".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(Path file, String entry) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return new String(zip.getInputStream(zip.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
