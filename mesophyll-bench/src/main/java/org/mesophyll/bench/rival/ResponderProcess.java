package org.mesophyll.bench.rival;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The main class of a rival's answering process. Says its port, answers the line {@value #COUNT} with the number of requests
 * and messages received so far, and ends when its input does, so that it outlives nobody.
 */
final class ResponderProcess {

    static final String COUNT = "count";

    private ResponderProcess() {}

    /**
     * Runs until the input ends.
     *
     * @param arguments those of a {@link Setup}
     */
    public static void main(String[] arguments) throws Exception {
        Setup setup = Setup.of(arguments);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Responder responder = setup.rival().responder(setup)) {
            System.out.println(responder.port());
            String line = input.readLine();
            while (line != null) {
                if (line.equals(COUNT)) {
                    System.out.println(responder.received());
                }
                line = input.readLine();
            }
        }
    }
}
