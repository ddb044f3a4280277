package org.mesophyll.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What the help of each verb says can be pasted into a shell as it stands on a terminal of 80 columns. */
class HelpTest {
    private static final int COLUMNS = 80;
    private static final int ENDLESS = 10_000;
    private static final Pattern URL = Pattern.compile("https?://[^\\s).,;]+");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String PROGRAM = "mesophyll-client ";
    private static final String CONTINUED = " \\";

    /** Returns the names of all verbs; the first is empty and stands for the program itself. */
    static Stream<String> verbs() {
        return names("", MesophyllCommand.commandLine());
    }

    private static Stream<String> names(String before, CommandLine line) {
        Stream<String> below = line.getSubcommands().entrySet().stream()
                .filter(verb -> !verb.getValue().getCommandSpec().helpCommand())
                .flatMap(verb -> names((before + " " + verb.getKey()).strip(), verb.getValue()));
        return Stream.concat(Stream.of(before), below);
    }

    private static CommandLine find(String verb) {
        CommandLine line = MesophyllCommand.commandLine();
        for (String word : words(verb)) {
            line = Objects.requireNonNull(line.getSubcommands().get(word), word);
        }
        return line;
    }

    private static String help(String verb, int columns) {
        return find(verb).setUsageHelpWidth(columns).getUsageMessage(Ansi.OFF);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void every_verb_helps(String verb) {
        StringWriter out = new StringWriter();

        int exitCode = MesophyllCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .execute(words(verb + " --help").toArray(String[]::new));

        assertThat(exitCode).isZero();
        assertThat(out).hasToString(help(verb, COLUMNS));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void no_url_is_broken(String verb) {
        String help = help(verb, COLUMNS);

        assertThat(URL.matcher(help(verb, ENDLESS)).results().map(MatchResult::group))
                .allSatisfy(url -> assertThat(help).contains(url));
        assertThat(help).doesNotContainPattern("https?:/{0,2}\\R");
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void every_example_is_a_command_line_that_the_program_understands(String verb) {
        List<String> examples = examples(help(verb, COLUMNS));

        assertThat(examples).isEqualTo(examples(help(verb, ENDLESS)));
        assertThat(examples).anyMatch(example -> example.contains((PROGRAM + verb).strip()));
        for (String example : examples) {
            String[] arguments = words(example.substring(example.indexOf(PROGRAM) + PROGRAM.length()))
                    .toArray(String[]::new);
            assertThat(MesophyllCommand.commandLine().parseArgs(arguments).subcommand())
                    .as(example)
                    .isNotNull();
        }
    }

    /** Returns the examples, each in one line, as a shell joins those that end with a backslash. */
    private static List<String> examples(String help) {
        List<String> examples = new ArrayList<>();
        String begun = "";
        for (String line :
                help.lines().dropWhile(line -> !line.startsWith("Example")).toList()) {
            if (!begun.isEmpty() || (line.startsWith("  ") && line.contains(PROGRAM))) {
                begun += line.strip();
                if (!line.endsWith(CONTINUED)) {
                    examples.add(begun);
                    begun = "";
                } else {
                    begun = begun.substring(0, begun.length() - 1);
                }
            } else {
                assertThat(line).as("a line that is no command").matches("\\S.*|\\s*source .*|");
            }
        }
        assertThat(begun).isEmpty();
        return examples;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            String plain = word.group(2);
            if (">".equals(plain)) {
                break; // the shell takes the rest
            }
            words.add(plain == null ? word.group(1) : plain);
        }
        return words;
    }
}
