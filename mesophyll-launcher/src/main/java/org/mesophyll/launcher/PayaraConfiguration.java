package org.mesophyll.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Payara Server, run without its {@code asadmin}: that one is asked only for the command that it would run, because a
 * process around the server would survive or outlive a kill.
 */
final class PayaraConfiguration implements ServerConfiguration {

    private static final Duration ASADMIN_LIMIT = Duration.ofSeconds(60);
    private static final String MAIN_CLASS = "com.sun.enterprise.glassfish.bootstrap.ASMain";

    private final ServerSpec spec;
    private final Path domain;

    PayaraConfiguration(ServerSpec spec) {
        this.spec = spec;
        this.domain = spec.instance().resolve("domain");
    }

    @Override
    public List<String> prepare() throws IOException, InterruptedException {
        new PayaraDomain(spec.home(), domain).write(spec.ports());
        Path deployment = spec.instance().resolve("deploy.asadmin");
        Files.writeString(deployment, "deploy --force=true --name=mesophyll \"" + spec.ear() + "\"\n");
        List<String> command = new ArrayList<>(dryRun(deployment));
        int main = command.indexOf(MAIN_CLASS);
        if (main < 0) {
            throw new IOException("asadmin did not say how to start the domain " + domain + ": " + command);
        }
        command.addAll(main, spec.jvmOptions());
        return command;
    }

    @Override
    public String deploymentFailure() {
        return "Boot Command deploy failed";
    }

    /** The password of the bundled key stores, which the server would ask for. */
    @Override
    public String input() {
        return "AS_ADMIN_MASTERPASSWORD=changeit\n";
    }

    private List<String> dryRun(Path deployment) throws IOException, InterruptedException {
        Path output = spec.instance().resolve("start-command.txt");
        ProcessBuilder builder = new ProcessBuilder(
                spec.java().toString(),
                "-jar",
                spec.home().resolve("glassfish/modules/admin-cli.jar").toString(),
                "start-domain",
                "--dry-run",
                "--domaindir",
                spec.instance().toString(),
                "--postbootcommandfile",
                deployment.toString(),
                domain.getFileName().toString());
        builder.environment().put("AS_JAVA", spec.javaHome().toString());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        OwnedProcess asadmin = OwnedProcess.start(builder, Duration.ZERO);
        if (!asadmin.awaitExit(ASADMIN_LIMIT)) {
            asadmin.kill();
            throw new IOException("asadmin did not answer within " + ASADMIN_LIMIT.toSeconds() + " s, see " + output);
        }
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        int first = lines.indexOf(spec.java().toString());
        int end = first < 0 ? -1 : lines.subList(first, lines.size()).indexOf("");
        if (end < 0) {
            throw new IOException("asadmin did not say how to start the domain, see " + output);
        }
        return lines.subList(first, first + end);
    }
}
