package org.mesophyll.master.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/**
 * Prints how long the key-value store takes at 10⁶ records of one tenant and 10⁶ of a thousand others. Not a part of the default
 * run: {@code mvn -pl mesophyll-ejb -am test -Dtest=StateScaleMeasurement}, with {@code -Dmesophyll.scale.records=…} for another
 * number.
 */
@ParameterizedClass
@EnumSource(names = {"H2_HIBERNATE", "POSTGRES_HIBERNATE"})
@SuppressWarnings("NullAway.Init") // opened before each test
class StateScaleMeasurement extends StateTest {
    private static final int RECORDS = Integer.getInteger("mesophyll.scale.records", 1_000_000);
    private static final int TENANTS = 1000;
    private static final int USERS = 1000;
    private static final int BATCH = 1000;
    private static final TenantId LARGE = TenantId.guild(1L << 60);

    private final Backend backend;
    private KvService kv;

    StateScaleMeasurement(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    @Override
    void prepare() {
        kv = state.keyValues();
    }

    /** Work that is timed. */
    private interface Call {
        void run(int round);
    }

    @Test
    void prints_times() throws SQLException {
        long start = System.nanoTime();
        for (int i = 0; i < RECORDS; i += BATCH) {
            load(i);
        }
        analyze();
        print("loading " + 2 * RECORDS + " records", start, 1);

        for (int warmUp = 0; warmUp < 2; warmUp++) {
            measure("get, exact scopes", 1000, i -> kv.get(LARGE, Scopes.of("all", user(i)), key(random())));
            measure("get, one of two scopes", 1000, i -> kv.get(LARGE, Scopes.of("all"), key(random())));
            measure("get, nothing there", 1000, i -> kv.get(LARGE, Scopes.of("all"), "none" + i));
            measure("set, there", 300, i -> {
                int n = random();
                kv.set(LARGE, Scopes.of("all", user(n)), key(n), new Value.Int64(i));
            });
            measure("set, new", 300, i -> kv.set(LARGE, Scopes.of("all"), "new" + random(), new Value.Int64(i)));
            measure("set, small tenant", 300, i -> kv.set(small(i), Scopes.of("all"), "new", new Value.Int64(i)));
            measure("find, prefix of 10", 300, i -> kv.find(LARGE, Scopes.of("all"), prefixOfTen()));
            measure("find, rare scope, all of 1000", 20, i -> kv.find(LARGE, Scopes.of(user(i)), LikePattern.ALL));
            measure(
                    "find, two scopes, all of 1000",
                    20,
                    i -> kv.find(LARGE, Scopes.of("all", user(i)), LikePattern.ALL));
            measure("find, small tenant, all of 1000", 20, i -> kv.find(small(i), Scopes.of("all"), LikePattern.ALL));
            measure(
                    "find, % in front, one of all",
                    1, i -> kv.find(LARGE, Scopes.of("all"), new LikePattern("%-777777")));
            measure("find, all: refused", 3, i -> refused());
            measure("scopes, 1001 of them", 3, i -> kv.listScopes(LARGE));
        }
        explain();
    }

    private void load(int from) throws SQLException {
        byte[] content = Value.CODEC.encode(new Value.Text("x".repeat(100)));
        try (Connection connection = state.dataSource.getConnection();
                PreparedStatement record =
                        connection.prepareStatement("insert into kv_record values (?,?,?,?,?,?,?,?,?,?,?)");
                PreparedStatement scope = connection.prepareStatement("insert into kv_scope values (?,?,?,?,?)")) {
            connection.setAutoCommit(false);
            for (int n = from; n < from + BATCH; n++) {
                add(record, scope, LARGE, n, content);
                add(record, scope, small(n), n, content);
            }
            record.executeBatch();
            scope.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private static void add(PreparedStatement record, PreparedStatement scope, TenantId tenant, int n, byte[] content)
            throws SQLException {
        ScopeSet scopes = ScopeSet.of(Scopes.of("all", user(n)));
        String id = tenant.equals(LARGE) ? "large" + n : "small" + n;
        Object[] columns = {
            id,
            TenantColumns.kind(tenant),
            tenant.id(),
            key(n),
            scopes.hash(),
            scopes.encoded(),
            scopes.count(),
            content,
            content.length,
            0L,
            (long) n
        };
        for (int i = 0; i < columns.length; i++) {
            record.setObject(i + 1, columns[i]);
        }
        record.addBatch();
        for (String name : scopes.scopes().names()) {
            scope.setShort(1, TenantColumns.kind(tenant));
            scope.setLong(2, tenant.id());
            scope.setString(3, name);
            scope.setString(4, key(n));
            scope.setString(5, id);
            scope.addBatch();
        }
    }

    private void analyze() throws SQLException {
        try (Connection connection = state.dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("analyze");
        }
    }

    private void explain() throws SQLException {
        String tenant = "s.tenant_kind = 0 and s.tenant_id = " + LARGE.id();
        for (String query : List.of(
                "select * from kv_record s where " + tenant + " and s.record_key = 'key-5' and s.scopes_hash = '\\x00'",
                "select s.record_key, s.record_id, r.content_bytes from kv_scope s, kv_record r where r.record_id = s.record_id and "
                        + tenant + " and s.scope = 'all' and s.record_key >= 'key-77' and s.record_key < 'key-78'"
                        + " order by s.record_key, s.record_id fetch first 1000 rows only",
                "select s.scope from kv_scope s where " + tenant + " and s.scope > 'user:5'"
                        + " order by s.tenant_kind, s.tenant_id, s.scope fetch first 1 rows only")) {
            try (Connection connection = state.dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet plan = statement.executeQuery(
                            "explain " + (backend.isPostgres() ? query : query.replace("'\\x00'", "x'00'")))) {
                while (plan.next()) {
                    System.out.println(plan.getString(1));
                }
            }
        }
    }

    private void refused() {
        try {
            kv.find(LARGE, Scopes.of("all"), LikePattern.ALL);
            throw new IllegalStateException("an answer of everything was given");
        } catch (AnswerTooLargeException e) {
            return;
        }
    }

    private void measure(String what, int rounds, Call call) {
        long start = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            call.run(i);
        }
        print(what, start, rounds);
    }

    private void print(String what, long startNanos, int rounds) {
        double millis = Duration.ofNanos(System.nanoTime() - startNanos).toNanos() / 1e6 / rounds;
        System.out.printf(Locale.ROOT, "%-20s %-34s %10.3f ms%n", backend, what, millis);
    }

    private static int random() {
        return ThreadLocalRandom.current().nextInt(RECORDS);
    }

    private static LikePattern prefixOfTen() {
        return LikePattern.startingWith(
                "key-" + String.format(Locale.ROOT, "%06d", random()).substring(0, 5));
    }

    private static String key(int n) {
        return "key-" + String.format(Locale.ROOT, "%06d", n);
    }

    private static String user(int n) {
        return "user:" + n % USERS;
    }

    private static TenantId small(int n) {
        return TenantId.user((long) (n % TENANTS) << 22);
    }
}
