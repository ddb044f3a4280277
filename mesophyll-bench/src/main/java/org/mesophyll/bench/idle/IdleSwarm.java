package org.mesophyll.bench.idle;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.mesophyll.bench.master.LoadTokens;

/**
 * The main class of the process with the workers. They are none of the client jar's, of which each has threads of its own:
 * connections that send a heartbeat, and connect again after the client's back-off. Answers the line {@value #COUNT} with
 * the number of those that are connected, {@value #TOOK} with the milliseconds from the first to the last of them, and ends
 * when its input does.
 */
final class IdleSwarm {
    static final String COUNT = "count";
    static final String TOOK = "took";

    private static final int SPREAD_MILLIS = 5_000;

    private IdleSwarm() {}

    /**
     * Runs until the input ends.
     *
     * @param arguments the master's root URL, a file with lines {@code id token}, and the heartbeat interval in ISO 8601
     */
    public static void main(String[] arguments) throws IOException {
        URI master = URI.create(arguments[0]);
        Map<Integer, String> tokens = LoadTokens.readWorkers(Path.of(arguments[1]));
        Duration interval = Duration.parse(arguments[2]);
        Attendance attendance = new Attendance(tokens.size(), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        EventLoopGroup loops = new NioEventLoopGroup();
        Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class);
        tokens.forEach((id, token) -> {
            IdleWorker worker = new IdleWorker(bootstrap, master, id, token, interval, attendance);
            var unused = loops.next()
                    .schedule(
                            worker::connect, ThreadLocalRandom.current().nextInt(SPREAD_MILLIS), TimeUnit.MILLISECONDS);
        });
        answerQuestions(attendance);
        var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static void answerQuestions(Attendance attendance) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.equals(COUNT)) {
                System.out.println(attendance.present());
            } else if (line.equals(TOOK)) {
                System.out.println(attendance.tookMillis());
            }
        }
    }
}
