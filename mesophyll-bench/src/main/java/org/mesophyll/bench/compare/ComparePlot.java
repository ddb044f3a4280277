package org.mesophyll.bench.compare;

import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.Rectangle;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.CombinedDomainCategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.ViewBox;

/** Draws a comparison: a line for each system, a panel for each figure, the bars of Mesophyll in a colour of their own. */
final class ComparePlot {

    private static final int NAMES_WIDTH = 190;
    private static final int PANEL_WIDTH = 230;
    private static final int HEAD_HEIGHT = 70;
    private static final int LINE_HEIGHT = 30;
    private static final double LABEL_ROOM = 0.35;
    private static final Color OURS = new Color(0x2E7D32);
    private static final Color THEIRS = new Color(0x9E9E9E);
    private static final Color BACKGROUND = Color.WHITE;
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font HEAD = new Font(Font.SANS_SERIF, Font.BOLD, 12);
    private static final String OUR_NAME = "Mesophyll";

    private ComparePlot() {}

    /**
     * One figure of every system.
     *
     * @param title what the figure is
     * @param trial whose rows it is taken from
     */
    private record Panel(String title, Trial trial, ToDoubleFunction<Row> figure) {}

    /**
     * Returns the drawing as an SVG document, without a document type, which nothing needs.
     *
     * @throws IllegalArgumentException if there are no rows
     */
    static String of(List<Row> rows) {
        List<Panel> panels = panels(rows.stream().map(Row::trial).distinct().toList());
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to draw");
        }
        List<String> systems = rows.stream().map(Row::contender).distinct().toList();
        CombinedDomainCategoryPlot all = new CombinedDomainCategoryPlot(names());
        all.setOrientation(PlotOrientation.HORIZONTAL);
        all.setGap(16);
        panels.forEach(panel -> all.add(plot(panel, rows, systems)));
        JFreeChart chart = new JFreeChart(null, TEXT, all, false);
        chart.setBackgroundPaint(BACKGROUND);
        int width = NAMES_WIDTH + PANEL_WIDTH * panels.size();
        int height = HEAD_HEIGHT + LINE_HEIGHT * systems.size();
        SVGGraphics2D svg = new SVGGraphics2D(width, height);
        svg.setDefsKeyPrefix("compare");
        chart.draw(svg, new Rectangle(width, height));
        return svg.getSVGElement(null, true, new ViewBox(0, 0, width, height), null, null);
    }

    /** Latency where one request is outstanding, otherwise how many there are in a second; processor time of both. */
    private static List<Panel> panels(List<Trial> trials) {
        List<Panel> panels = new ArrayList<>();
        for (Trial trial : trials) {
            if (trial.isAboutLatency()) {
                panels.add(new Panel(
                        trial + ": p50, µs (less is better)",
                        trial,
                        row -> row.latency().p50()));
                continue;
            }
            panels.add(
                    new Panel(trial + ": thousands/s", trial, row -> row.rate().median() / 1e3));
        }
        trials.stream()
                .filter(trial -> !trial.isAboutLatency())
                .findFirst()
                .ifPresent(trial -> panels.add(new Panel(
                        trial + ": CPU µs each (less is better)",
                        trial,
                        row -> row.cpu().all())));
        return panels;
    }

    private static CategoryAxis names() {
        CategoryAxis axis = new CategoryAxis();
        axis.setTickLabelFont(TEXT);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        axis.setCategoryMargin(0.25);
        return axis;
    }

    private static CategoryPlot plot(Panel panel, List<Row> rows, List<String> systems) {
        DefaultCategoryDataset values = new DefaultCategoryDataset();
        for (String system : systems) {
            values.addValue(value(panel, rows, system), panel.title(), system);
        }
        NumberAxis axis = new NumberAxis(panel.title());
        axis.setLabelFont(HEAD);
        axis.setTickLabelsVisible(false);
        axis.setTickMarksVisible(false);
        axis.setAxisLineVisible(false);
        axis.setUpperMargin(LABEL_ROOM);
        CategoryPlot plot = new CategoryPlot(values, null, axis, bars());
        plot.setBackgroundPaint(BACKGROUND);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinesVisible(false);
        return plot;
    }

    private static Number value(Panel panel, List<Row> rows, String system) {
        return rows.stream()
                .filter(row ->
                        row.trial().equals(panel.trial()) && row.contender().equals(system))
                .mapToDouble(panel.figure())
                .findFirst()
                .orElse(0);
    }

    private static BarRenderer bars() {
        BarRenderer bars = new BarRenderer() {
            @Override
            public Paint getItemPaint(int row, int column) {
                String system = String.valueOf(getPlot().getDataset().getColumnKey(column));
                return system.startsWith(OUR_NAME) ? OURS : THEIRS;
            }
        };
        bars.setBarPainter(new StandardBarPainter());
        bars.setShadowVisible(false);
        bars.setDefaultItemLabelFont(TEXT);
        bars.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator(
                "{2}", new DecimalFormat("#,##0.#", DecimalFormatSymbols.getInstance(Locale.ROOT))));
        bars.setDefaultItemLabelsVisible(true);
        bars.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        return bars;
    }
}
