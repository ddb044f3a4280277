package org.mesophyll.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.master.MasterPlan;
import org.mesophyll.bench.master.WorkersPlan;
import org.mesophyll.bench.master.WorkersPlan.HandlersRun;
import org.mesophyll.launcher.ServerKind;

class LoadPlanTest {

    @Test
    void measures_every_combination() {
        assertThat(Cell.product(List.of(1, 64), List.of(1, 16), List.of(256)))
                .containsExactly(
                        new Cell(1, 1, 256), new Cell(1, 16, 256), new Cell(64, 1, 256), new Cell(64, 16, 256));
    }

    @Test
    void measures_only_the_combinations_that_are_named() {
        assertThat(Cell.parse(List.of("1x64", "64x16"), List.of(256)))
                .containsExactly(new Cell(1, 64, 256), new Cell(64, 16, 256));
        assertThatThrownBy(() -> Cell.parse(List.of("64"), List.of(256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64x16");
    }

    @Test
    void warms_up_with_the_most_outstanding_requests_and_connects_the_most_workers() {
        LoadPlan plan = plan(Cell.product(List.of(1, 64), List.of(1, 16), List.of(256)), 3);

        assertThat(plan.mostWorkers()).isEqualTo(64);
        assertThat(plan.warmupRun().workers()).isEqualTo(64);
        assertThat(plan.warmupRun().outstanding()).isEqualTo(16);
        assertThat(plan.warmupRun().measured()).isEqualTo(Duration.ofSeconds(45));
        assertThat(plan.run(new Cell(1, 2, 3)).measured()).isEqualTo(Duration.ofSeconds(10));
        assertThat(plan.leadInRun(new Cell(1, 2, 3)).measured()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void refuses_a_plan_without_cells_or_rounds() {
        assertThatThrownBy(() -> plan(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plan(List.of(new Cell(1, 1, 1)), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rounds is 0, the least is 1");
    }

    private static LoadPlan plan(List<Cell> cells, int rounds) {
        int workers = cells.isEmpty() ? 1 : Cell.mostWorkers(cells);
        return new LoadPlan(
                new MasterPlan(
                        ServerKind.PAYARA,
                        Path.of("home"),
                        Path.of("ear"),
                        Path.of("directory"),
                        21_080,
                        workers,
                        List.of()),
                new WorkersPlan("workers", 0, workers, WorkersPlan.ECHO, HandlersRun.POOL, List.of()),
                RunMode.REQUEST,
                cells,
                16,
                rounds,
                Duration.ofSeconds(45),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10));
    }
}
