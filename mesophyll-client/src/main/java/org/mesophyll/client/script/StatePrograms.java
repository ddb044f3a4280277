package org.mesophyll.client.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.StateClient;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantPage;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/**
 * Reads programs from tenants' records.
 *
 * <p>A script is a record of the scope {@code scripts} alone: its key is the script's name, its value the code, or a map with
 * {@code key}, {@code version} and {@code scope} of an approved global entry that holds the code. Scripts are loaded in the
 * order of their names. The record {@code capabilities} of the scope {@code mesophyll} alone is a list of what scripts may do,
 * instead of the worker's default. Which events reach the tenant is part of its {@link TenantState}.
 *
 * <p>A record that is not what it should be is the program's defect, which takes effect like any other change of it.
 */
public final class StatePrograms implements ProgramSource {
    /** What scripts may not write: who can would say what runs. */
    static final Set<String> RESERVED_SCOPES = Set.of("scripts", "mesophyll");

    private static final Scopes SCRIPTS = Scopes.of("scripts");
    private static final Scopes SETTINGS = Scopes.of("mesophyll");
    private static final String CAPABILITIES = "capabilities";
    private static final long MOST_EVENT_BYTES = 16L * 1024 * 1024;

    private final StateClient state;
    private final Set<Capability> usual;
    private final KnownEvents events;

    /**
     * Reads programs with a worker's client.
     *
     * @param usual what scripts may do where no record says otherwise
     * @param age how old what is known of a tenant's events may be
     */
    public StatePrograms(StateClient state, Set<Capability> usual, Duration age) {
        this(state, usual, age, System::nanoTime);
    }

    StatePrograms(StateClient state, Set<Capability> usual, Duration age, LongSupplier nanoClock) {
        this.state = state;
        this.usual = Set.copyOf(usual);
        this.events = new KnownEvents(age, MOST_EVENT_BYTES, nanoClock);
    }

    @Override
    public Set<String> eventsOf(TenantId tenant) throws HostRefusal, InterruptedException {
        return MasterCalls.run(() -> events.of(
                tenant, () -> state.tenantState(tenant).map(TenantState::events).orElse(USUAL_EVENTS)));
    }

    @Override
    public Set<TenantId> tenantsWanting(String event) throws HostRefusal, InterruptedException {
        return MasterCalls.run(() -> {
            Set<TenantId> wanting = new LinkedHashSet<>();
            TenantId next = null;
            do {
                TenantPage page = state.tenantsWanting(event, next);
                wanting.addAll(page.tenants());
                next = page.next();
            } while (next != null);
            return Collections.unmodifiableSet(wanting);
        });
    }

    @Override
    public Program programOf(TenantId tenant) throws HostRefusal, InterruptedException {
        return MasterCalls.run(() -> new Reading(tenant).program());
    }

    @Override
    public void forgetEvents(TenantId tenant) {
        events.forget(tenant);
    }

    /** Puts a program together from its records. */
    private final class Reading {
        private final TenantId tenant;
        private final List<Script> scripts = new ArrayList<>();
        private final Set<GlobalKvName> used = new HashSet<>();
        private @Nullable String defect;

        private Reading(TenantId tenant) {
            this.tenant = tenant;
        }

        private Program program() {
            for (KvRecord record : state.find(tenant, SCRIPTS, LikePattern.ALL)) {
                if (record.scopes().equals(SCRIPTS)) {
                    add(record);
                }
            }
            Set<Capability> allowed = allowed();
            return new Program(scripts, allowed, used, defect);
        }

        private void add(KvRecord record) {
            try {
                scripts.add(new Script(record.key(), code(tenant, record, used)));
            } catch (HostRefusal | IllegalArgumentException e) {
                found(e);
            }
        }

        private Set<Capability> allowed() {
            try {
                return capabilities(tenant);
            } catch (HostRefusal | IllegalArgumentException e) {
                found(e);
                return Set.of();
            }
        }

        private void found(Exception e) {
            if (defect == null) {
                defect = String.valueOf(e.getMessage());
            }
        }
    }

    private String code(TenantId tenant, KvRecord record, Set<GlobalKvName> used) throws HostRefusal {
        if (record.value() instanceof Value.Text text) {
            return text.value();
        }
        GlobalKvName use = use(record);
        used.add(use);
        Optional<GlobalKv> entry = state.getGlobal(use.key(), use.version(), use.scope(), tenant);
        if (entry.isEmpty()) {
            throw new HostRefusal(
                    "the script " + record.key() + " uses a global entry that is not there or not approved");
        }
        if (StateFunctions.data(entry.get()) instanceof Json.Text text) {
            return text.value();
        }
        throw new HostRefusal("the script " + record.key() + " uses a global entry whose data is no text");
    }

    private Set<Capability> capabilities(TenantId tenant) throws HostRefusal {
        Optional<KvRecord> record = state.get(tenant, SETTINGS, CAPABILITIES);
        if (record.isEmpty() || !record.get().scopes().equals(SETTINGS)) {
            return usual;
        }
        List<Value> words = List.of(record.get().value());
        return Capability.of(new Arguments("the tenant's record", words).texts(0, CAPABILITIES));
    }

    /** Says which global entry holds a script. */
    private static GlobalKvName use(KvRecord record) throws HostRefusal {
        Map<String, Value> fields = new HashMap<>();
        if (record.value() instanceof Value.Pairs pairs) {
            pairs.pairs().forEach(pair -> {
                if (pair.key() instanceof Value.Text name) {
                    fields.put(name.value(), pair.value());
                }
            });
        }
        if (fields.get("key") instanceof Value.Text key
                && fields.get("version") instanceof Value.Int64 version
                && fields.get("scope") instanceof Value.Text scope) {
            return new GlobalKvName(
                    key.value(),
                    (int) Math.max(Integer.MIN_VALUE, Math.min(version.value(), Integer.MAX_VALUE)),
                    scope.value());
        }
        throw new HostRefusal("the script " + record.key()
                + " is neither a text nor a map with key, version and scope of a global entry");
    }
}
