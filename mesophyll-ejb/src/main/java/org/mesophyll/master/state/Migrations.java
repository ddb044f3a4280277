package org.mesophyll.master.state;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Brings the database's schema to what this version of the master needs. */
public final class Migrations {
    /** Every migration there is; servers hide an application's files from those who look for them. */
    private static final List<String> NAMES = List.of(
            "V1__state.sql",
            "V2__jobs.sql",
            "V3__job_lines.sql",
            "V4__quotas.sql",
            "V5__job_owner.sql",
            "V6__link_epoch.sql");

    private Migrations() {}

    /**
     * Makes or extends the schema; leaves one that is right as it is. Masters that start at the same time wait for one another. To
     * be called before anything else of this package, outside of a transaction.
     *
     * @throws StateUnavailableException if it cannot be done, or the schema is of a newer master
     */
    public static void run(DataSource dataSource, DatabaseSettings settings) {
        try {
            configuration(dataSource, settings).load().migrate();
        } catch (FlywayException e) {
            if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                String schema = settings.schema();
                throw new StateUnavailableException(
                        (schema.isEmpty() ? "the database's default schema" : "the schema " + schema)
                                + " has tables that are not the master's: name an empty schema, or one that is to be"
                                + " made, by the setting mesophyll.db.schema",
                        e);
            }
            throw new StateUnavailableException("the database's schema cannot be brought to this version", e);
        }
    }

    static FluentConfiguration configuration(DataSource dataSource, DatabaseSettings settings) {
        String directory = isH2(dataSource) ? "h2" : "postgresql";
        FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .table("schema_history")
                .locations("classpath:org/mesophyll/master/state/migration/" + directory)
                .resourceProvider(new PackagedMigrations(directory))
                .javaMigrationClassProvider(List::of)
                .validateMigrationNaming(true);
        return settings.schema().isEmpty()
                ? configuration
                : configuration.defaultSchema(settings.schema()).createSchemas(true);
    }

    private static boolean isH2(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            return product.toLowerCase(Locale.ROOT).startsWith("h2");
        } catch (SQLException e) {
            throw new StateUnavailableException(
                    "the database cannot be reached (SQL state " + e.getSQLState() + ")", e);
        }
    }

    private record PackagedMigrations(String directory) implements ResourceProvider {
        /** Knows no file but the migrations: asked for what could stand beside them, such as settings for one alone. */
        @Override
        public @Nullable LoadableResource getResource(String path) {
            return null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return NAMES.stream()
                    .filter(name -> name.startsWith(prefix)
                            && List.of(suffixes).stream().anyMatch(name::endsWith))
                    .<LoadableResource>map(name -> new PackagedMigration(directory, name))
                    .toList();
        }
    }

    private static final class PackagedMigration extends LoadableResource {
        private final String path;
        private final String name;

        private PackagedMigration(String directory, String name) {
            this.path = "migration/" + directory + "/" + name;
            this.name = name;
        }

        @Override
        public Reader read() {
            InputStream content = Migrations.class.getResourceAsStream(path);
            if (content == null) {
                throw new IllegalStateException("the application lacks its own file " + path);
            }
            return new InputStreamReader(content, StandardCharsets.UTF_8);
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return path;
        }
    }
}
