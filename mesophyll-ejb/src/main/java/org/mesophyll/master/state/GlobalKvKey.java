package org.mesophyll.master.state;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.GlobalKvName;

/** The primary key of {@code global_kv} and {@code global_kv_data}. */
@SuppressWarnings("NullAway.Init") // the provider fills what it makes
class GlobalKvKey implements Serializable {
    private static final long serialVersionUID = 1L;

    private String entryKey;
    private int version;
    private String scope;

    protected GlobalKvKey() {}

    GlobalKvKey(GlobalKvName name) {
        this.entryKey = name.key();
        this.version = name.version();
        this.scope = name.scope();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GlobalKvKey that
                && version == that.version
                && entryKey.equals(that.entryKey)
                && scope.equals(that.scope);
    }

    @Override
    public int hashCode() {
        return Objects.hash(entryKey, version, scope);
    }
}
