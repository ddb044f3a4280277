package org.mesophyll.master.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.TenantId;

class ScriptLogTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.parse("2026-11-22T01:02:03.004Z");
    private static final long NOW_MICROS = 1_795_309_323_004_000L;
    private static final TenantId TENANT = TenantId.guild(1);

    private final ScriptLogs logs = new ScriptLogs(3, 2, Clock.fixed(NOW, ZoneOffset.UTC));
    private final ScriptLog log = logs.of(TENANT);

    @Test
    void keeps_lines_in_their_order_with_growing_numbers() {
        log.add("a");
        log.add("two\nlines");

        assertThat(log.all())
                .isEqualTo(new ScriptLog.Page(
                        List.of(
                                new ScriptLine(NOW_MICROS + 1, NOW, "a"),
                                new ScriptLine(NOW_MICROS + 2, NOW, "two lines")),
                        false));
        assertThat(texts(log.after(NOW_MICROS + 1))).containsExactly("two lines");
    }

    @Test
    void keeps_the_last_lines_and_says_to_whom_some_are_missing() {
        IntStream.rangeClosed(1, 5).forEach(i -> log.add("line " + i));

        assertThat(texts(log.all())).containsExactly("line 3", "line 4", "line 5");
        assertThat(log.all().missed()).isTrue();
        assertThat(log.after(NOW_MICROS + 1).missed()).isTrue();
        assertThat(log.after(NOW_MICROS + 2).missed()).isFalse();
    }

    @Test
    void keeps_no_more_characters_than_it_may() {
        ScriptLog wide = new ScriptLogs(1000, 1, Clock.systemUTC()).newLog();

        IntStream.range(0, 100).forEach(i -> wide.add("x".repeat(600)));

        assertThat(texts(wide.all())).hasSize(ScriptLog.MOST_CHARACTERS / 500).containsOnly("x".repeat(500));
    }

    @Test
    void tells_who_waits_of_the_next_line() {
        log.add("a");
        CompletableFuture<ScriptLog.Page> first = await(NOW_MICROS + 1, LONG);
        CompletableFuture<ScriptLog.Page> second = await(NOW_MICROS + 1, LONG);
        assertThat(first).isNotDone();

        log.add("b");

        assertThat(texts(first.join())).containsExactly("b");
        assertThat(texts(second.join())).containsExactly("b");
        assertThat(texts(await(0, LONG).join())).containsExactly("a", "b");
    }

    @Test
    void lets_nobody_wait_longer_than_that_or_for_a_log_that_has_ended() {
        assertThat(await(0, Duration.ofMillis(20)))
                .succeedsWithin(LONG)
                .isEqualTo(new ScriptLog.Page(List.of(), false));
        CompletableFuture<ScriptLog.Page> waiting = await(0, LONG);

        log.end();

        assertThat(waiting).isCompleted();
        assertThat(await(0, LONG)).isCompleted();
    }

    @Test
    void lets_only_so_many_wait() {
        IntStream.range(0, ScriptLog.MOST_WAITING)
                .forEach(i -> assertThat(await(0, LONG)).isNotDone());

        assertThatThrownBy(() -> await(0, LONG))
                .isInstanceOf(TooManyReadersException.class)
                .hasMessage("1024 wait for the next line, as many as may");
        assertThat(await(0, Duration.ZERO)).isCompleted();
        log.add("a");
        CompletableFuture<ScriptLog.Page> next = await(log.all().lines().get(0).number(), LONG);
        assertThat(next).isNotDone();
        log.end();
    }

    @Test
    void forgets_who_has_logged_longest_ago() {
        logs.add(TENANT, "a");
        logs.add(TenantId.guild(2), "b");
        logs.add(TENANT, "c");

        logs.add(TenantId.guild(3), "d");

        assertThat(logs.of(TENANT).all().lines()).hasSize(2);
        assertThat(logs.of(TenantId.guild(2)).all().lines()).isEmpty();
    }

    @Test
    void forgets_nobody_for_those_who_read() {
        logs.add(TENANT, "a");
        CompletableFuture<ScriptLog.Page> waiting =
                logs.of(TenantId.guild(2)).await(0, LONG).toCompletableFuture();
        logs.of(TENANT).all();

        logs.of(TenantId.guild(3)).all();
        logs.add(TenantId.guild(2), "b");

        assertThat(texts(waiting.join())).containsExactly("b");
        assertThat(texts(logs.of(TENANT).all())).containsExactly("a");
        logs.add(TenantId.guild(4), "c"); // reading has made the first one's no younger
        assertThat(logs.of(TENANT).all().lines()).isEmpty();
    }

    @Test
    void says_that_lines_may_be_missing_to_who_goes_on_from_an_earlier_log() {
        logs.add(TENANT, "a");
        logs.add(TenantId.guild(2), "b");
        logs.add(TenantId.guild(3), "c"); // the first log is forgotten
        ScriptLog later = logs.of(TENANT);

        assertThat(later.after(NOW_MICROS + 1).missed()).isFalse(); // so that who waits goes on waiting
        logs.add(TENANT, "d");

        assertThat(later.after(NOW_MICROS + 1).missed()).isTrue();
        assertThat(later.after(NOW_MICROS + 3).missed()).isFalse();
        assertThat(later.all().missed()).isFalse();
    }

    @Test
    void begins_again_for_who_goes_on_from_a_master_whose_clock_was_ahead() {
        long ahead = NOW_MICROS + Duration.ofHours(1).toMillis() * 1_000;
        CompletableFuture<ScriptLog.Page> waiting = await(ahead, LONG);
        assertThat(waiting).isNotDone();

        log.add("a");

        assertThat(texts(waiting.join())).containsExactly("a");
        assertThat(waiting.join().missed()).isTrue();
        log.add("b");
        assertThat(texts(log.after(ahead))).containsExactly("a", "b");
        assertThat(log.after(NOW_MICROS + 1)).isEqualTo(new ScriptLog.Page(List.of(line(2, "b")), false));
        assertThat(log.after(NOW_MICROS + 2).lines()).isEmpty();
    }

    @Test
    void begins_a_jobs_stored_lines_again_for_who_goes_on_from_a_master_whose_clock_was_ahead() {
        long ahead = NOW_MICROS + Duration.ofHours(1).toMillis() * 1_000;
        log.add("a");
        ScriptLog.Page stored = log.all();
        ScriptLog.Page ofEarlierMaster = new ScriptLog.Page(List.of(new ScriptLine(ahead, NOW, "b")), false);

        assertThat(logs.after(stored, ahead)).isEqualTo(new ScriptLog.Page(stored.lines(), true));
        assertThat(logs.after(stored, 0)).isEqualTo(stored);
        assertThat(logs.after(stored, NOW_MICROS + 1).lines()).isEmpty();
        assertThat(logs.after(ofEarlierMaster, ahead).lines()).isEmpty();
        log.add("of another job");
        assertThat(logs.after(stored, NOW_MICROS + 2).lines()).isEmpty();
    }

    private static ScriptLine line(int number, String text) {
        return new ScriptLine(NOW_MICROS + number, NOW, text);
    }

    @Test
    void writes_and_reads_lines() {
        log.add("a  b ");
        log.add("");
        ScriptLog.Page page = log.all();

        assertThat(ScriptLog.Page.parse(page.text())).isEqualTo(page);
        assertThat(ScriptLog.Page.parse(new ScriptLog.Page(page.lines(), true).text())
                        .missed())
                .isTrue();
    }

    @Test
    void knows_what_is_missing_in_lines_that_were_kept() {
        ScriptLog.Page kept =
                new ScriptLog.Page(List.of(new ScriptLine(5, NOW, "e"), new ScriptLine(6, NOW, "f")), true);

        assertThat(kept.after(3).missed()).isTrue();
        assertThat(kept.after(5)).isEqualTo(new ScriptLog.Page(List.of(new ScriptLine(6, NOW, "f")), false));
    }

    private CompletableFuture<ScriptLog.Page> await(long after, Duration atMost) {
        return log.await(after, atMost).toCompletableFuture();
    }

    private static List<String> texts(ScriptLog.Page page) {
        return page.lines().stream().map(ScriptLine::text).toList();
    }
}
