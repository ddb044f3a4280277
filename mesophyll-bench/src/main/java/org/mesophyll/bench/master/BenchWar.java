package org.mesophyll.bench.master;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.HdrHistogram.Histogram;

/** Packs what runs inside the master into a WAR; Mesophyll's own classes it finds in the EAR. */
final class BenchWar {

    private static final String CLASSES = "WEB-INF/classes/";
    private static final String LIBRARIES = "WEB-INF/lib/";
    /** Empty, which has the container inject what it finds annotated. */
    private static final String BEANS = "WEB-INF/beans.xml";

    /** By name, for classes of the first need a server to be loaded. */
    private static final List<String> PACKAGES = List.of("org.mesophyll.bench.inside", "org.mesophyll.bench.drive");

    private BenchWar() {}

    /** Returns the bytes of the WAR. */
    static byte[] bytes() throws IOException {
        ByteArrayOutputStream war = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(war)) {
            for (String name : PACKAGES) {
                putPackage(zip, name);
            }
            put(zip, BEANS, new byte[0]);
            Path histogram = ClassFiles.source(Histogram.class);
            put(zip, LIBRARIES + histogram.getFileName(), Files.readAllBytes(histogram));
        }
        return war.toByteArray();
    }

    private static void putPackage(ZipOutputStream zip, String name) throws IOException {
        for (Map.Entry<String, byte[]> file : ClassFiles.ofPackage(name).entrySet()) {
            put(zip, CLASSES + file.getKey(), file.getValue());
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }
}
