package org.mesophyll.bench.state;

/**
 * Who asks at a time.
 *
 * @param connections how many connections, at least 1
 * @param requests how many requests each of them has under way, at least 1
 */
record Clients(int connections, int requests) {
    Clients {
        if (connections < 1 || requests < 1) {
            throw new IllegalArgumentException(
                    "there must be at least 1 connection with 1 request: " + connections + "x" + requests);
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is not of the form 64x1
     */
    static Clients parse(String text) {
        String[] numbers = text.split("x", -1);
        if (numbers.length != 2) {
            throw new IllegalArgumentException("clients are connections x requests, such as 64x1: " + text);
        }
        return new Clients(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    @Override
    public String toString() {
        return connections + "x" + requests;
    }
}
