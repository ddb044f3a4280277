package org.mesophyll.bench.rival;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.mesophyll.bench.drive.LoadGenerator;
import org.mesophyll.bench.drive.RunRequest;

/**
 * The main class of a rival's requesting process. Says {@value #READY} when it is connected, answers each line, a run as
 * {@link RunRequest#toQuery()} writes it, with the run's figures, and ends when its input does, so that it outlives nobody.
 */
final class RequesterProcess {

    static final String READY = "ready";

    private RequesterProcess() {}

    /**
     * Runs until the input ends.
     *
     * @param arguments those of a {@link Setup}
     */
    public static void main(String[] arguments) throws Exception {
        Setup setup = Setup.of(arguments);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Requester requester = setup.rival().requester(setup)) {
            System.out.println(READY);
            String line = input.readLine();
            while (line != null) {
                RunRequest run = RunRequest.parse(line);
                LoadGenerator generator = new LoadGenerator(requester, run, System::nanoTime);
                System.out.println(generator.run().toJson());
                line = input.readLine();
            }
        }
    }
}
