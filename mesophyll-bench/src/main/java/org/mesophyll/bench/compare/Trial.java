package org.mesophyll.bench.compare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mesophyll.bench.drive.RunMode;

/**
 * One kind of load to compare under.
 *
 * @param mode what is made
 * @param connections over how many connections, which is to how many workers
 * @param outstanding how many requests each of them owes at any time
 */
record Trial(RunMode mode, int connections, int outstanding) {

    private static final String ONEWAY = "oneway";
    private static final String WAITING = "-wait";
    private static final Pattern FORM = Pattern.compile("([0-9]{1,4})x([0-9]{1,4})(" + WAITING + ")?");

    /**
     * Reads a trial as {@link #toString()} writes it: connections and outstanding requests such as {@code 64x16}, with
     * {@code -wait} behind if a thread waits for each answer, or {@code oneway} for messages over one connection that want
     * none.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Trial parse(String text) {
        if (text.equals(ONEWAY)) {
            return new Trial(RunMode.ONEWAY, 1, 1);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "a cell is connections x outstanding such as 64x16 or 1x1-wait, or oneway, not " + text);
        }
        return new Trial(
                form.group(3) == null ? RunMode.REQUEST : RunMode.WAIT,
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)));
    }

    /** Returns whether it is the time of a single request that counts, and not how many there are in a second. */
    boolean isAboutLatency() {
        return mode != RunMode.ONEWAY && connections == 1 && outstanding == 1;
    }

    @Override
    public String toString() {
        return switch (mode) {
            case REQUEST -> connections + "x" + outstanding;
            case WAIT -> connections + "x" + outstanding + WAITING;
            case ONEWAY -> ONEWAY;
        };
    }
}
