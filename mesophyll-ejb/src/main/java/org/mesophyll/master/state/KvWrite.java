package org.mesophyll.master.state;

import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.Scopes;

/** One write that may share its transaction with others. */
sealed interface KvWrite {
    /** Returns whose it is. */
    TenantId tenant();

    /** Returns how much memory it takes while it waits, roughly. */
    int bytes();

    /**
     * Does it within a transaction, if that is soon done.
     *
     * @param sets what the transaction has gathered so far
     * @return false if it takes too long for a transaction that others share: then it has done nothing
     */
    boolean share(Sql sql, KvSets sets);

    /** Does it within a transaction of its own. */
    void alone(Sql sql, KvSets sets);

    final class Set implements KvWrite {
        private final KvName name;
        private final byte[] content;

        Set(KvName name, byte[] content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public TenantId tenant() {
            return name.tenant();
        }

        @Override
        public int bytes() {
            return content.length + name.key().length();
        }

        @Override
        public boolean share(Sql sql, KvSets sets) {
            sets.add(name, content);
            return true;
        }

        @Override
        public void alone(Sql sql, KvSets sets) {
            sets.add(name, content);
        }
    }

    record Delete(TenantId tenant, Scopes scopes, String key) implements KvWrite {
        private static final int MOST_SHARED = 20;

        @Override
        public int bytes() {
            return key.length();
        }

        @Override
        public boolean share(Sql sql, KvSets sets) {
            sets.flush();
            return new KvStore(sql, tenant).deleteUpTo(MOST_SHARED, scopes, key, sets.usage());
        }

        @Override
        public void alone(Sql sql, KvSets sets) {
            sets.flush();
            new KvStore(sql, tenant).delete(scopes, key, sets.usage());
        }
    }
}
