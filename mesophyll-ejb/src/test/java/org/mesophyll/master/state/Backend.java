package org.mesophyll.master.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/** The databases and persistence providers that state is tested on: each server's provider, each database. */
enum Backend {
    H2_HIBERNATE("org.hibernate.jpa.HibernatePersistenceProvider", false),
    H2_ECLIPSELINK("org.eclipse.persistence.jpa.PersistenceProvider", false),
    POSTGRES_HIBERNATE("org.hibernate.jpa.HibernatePersistenceProvider", true),
    POSTGRES_ECLIPSELINK("org.eclipse.persistence.jpa.PersistenceProvider", true);

    private final String provider;
    private final boolean postgres;

    Backend(String provider, boolean postgres) {
        this.provider = provider;
        this.postgres = postgres;
    }

    boolean isPostgres() {
        return postgres;
    }

    /**
     * Opens an empty database with the schema in it.
     *
     * @throws TestAbortedException if there is no PostgreSQL here and none is required
     */
    TestState open() {
        return TestState.open(provider, postgres ? PostgresServer.shared().newDatabase() : newFile());
    }

    private static PostgresServer.Target newFile() {
        try {
            Path below = Files.createDirectories(Path.of("target", "h2").toAbsolutePath());
            Path directory = Files.createTempDirectory(below, "state");
            return new PostgresServer.Target(DatabaseSettings.fileUrl(directory, true), "mesophyll", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
