package org.mesophyll.master.state;

import java.util.Comparator;

/** Orders texts by their code points, as PostgreSQL's collation "C" does; Java and H2 order them by UTF-16. */
final class CodePointOrder {
    static final Comparator<String> COMPARATOR = CodePointOrder::compare;

    private CodePointOrder() {}

    private static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                return Integer.compare(rank(a), rank(b));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    // a surrogate stands for a code point above all of the others
    private static int rank(char unit) {
        return Character.isSurrogate(unit) ? unit + Character.MAX_VALUE : unit;
    }
}
