package org.nnrdoq.training.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a run's validation scores over its steps. */
public final class Curves {
  private Curves() {}

  /**
   * Writes a picture.
   *
   * @param png file name that ends in {@code .png}
   */
  public static void write(Path png, String title, History history) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(500)
            .title(title)
            .xAxisTitle("step")
            .yAxisTitle("share of the teacher's gain, %")
            .build();
    List<Integer> steps = new ArrayList<>();
    Map<String, List<Double>> series = new TreeMap<>();
    for (History.Entry e : history.entries) {
      steps.add(e.step());
      e.byConfiguration()
          .forEach((k, v) -> series.computeIfAbsent(k, n -> new ArrayList<>()).add(100 * v));
      if (e.byLambdaFactor().size() > 1) {
        e.byLambdaFactor()
            .forEach(
                (k, v) ->
                    series.computeIfAbsent("lambda x " + k, n -> new ArrayList<>()).add(100 * v));
      }
      series.computeIfAbsent("accuracy", n -> new ArrayList<>()).add(100 * e.accuracy());
    }
    double low = 100;
    for (Map.Entry<String, List<Double>> s : series.entrySet()) {
      chart.addSeries(s.getKey(), steps, s.getValue()).setMarker(SeriesMarkers.NONE);
      low = Math.min(low, s.getValue().get(s.getValue().size() - 1));
    }
    // The first steps lie far below; what matters is the end.
    chart.getStyler().setYAxisMin(Math.floor(low - 15));
    BitmapEncoder.saveBitmap(chart, png.toString(), BitmapEncoder.BitmapFormat.PNG);
  }
}
