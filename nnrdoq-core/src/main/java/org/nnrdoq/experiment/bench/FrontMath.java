package org.nnrdoq.experiment.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.experiment.bd.Bjontegaard;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.RdPoint;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.plan.Trial;
import org.nnrdoq.experiment.result.Front;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.Quality;
import org.nnrdoq.experiment.result.Spread;

/** From encodes and their times to what a {@link Front} is made of. */
public final class FrontMath {
  private final ComparisonPlan plan;
  private final Front.Choice anchor;
  private final List<Clip> clips;

  /**
   * Prepares the figures of a plan.
   *
   * @param plan every clip under every setup
   * @param anchor a setup and a candidate of the plan
   */
  public FrontMath(ComparisonPlan plan, Front.Choice anchor) {
    this.plan = plan;
    this.anchor = anchor;
    this.clips = plan.trials().stream().map(Trial::clip).distinct().toList();
    boolean known =
        plan.setups().stream().anyMatch(s -> s.name().equals(anchor.setup()))
            && plan.candidates().stream().anyMatch(c -> c.name().equals(anchor.candidate()));
    if (!known) {
      throw new IllegalArgumentException("anchor " + anchor.text() + " is not in the plan");
    }
  }

  /** Clips that the figures are means over. */
  public List<Clip> clips() {
    return clips;
  }

  /**
   * Figures of all choices.
   *
   * @param points of the plan's encodes
   * @param cases of the bench, with the keys setup, clip and QP
   * @param samples by case, candidate (in the plan's order) and round
   */
  public List<Front.Measured> measured(
      List<Point> points, List<EncodeBench.Case> cases, EncodeBench.Sample[][][] samples) {
    List<Front.Measured> all = new ArrayList<>();
    Map<List<String>, double[][]> seconds = seconds(cases, samples);
    for (Setup setup : plan.setups()) {
      for (int c = 0; c < plan.candidates().size(); c++) {
        Front.Choice choice = new Front.Choice(setup.name(), plan.candidates().get(c).name());
        all.add(
            new Front.Measured(
                choice,
                time(seconds, choice),
                rate(points, choice, Quality.Y),
                rate(points, choice, Quality.U),
                rate(points, choice, Quality.V)));
      }
    }
    return all;
  }

  /** Processor seconds of a setup on a clip, over all QPs: candidate, round. */
  private static Map<List<String>, double[][]> seconds(
      List<EncodeBench.Case> cases, EncodeBench.Sample[][][] samples) {
    Map<List<String>, double[][]> sums = new LinkedHashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      EncodeBench.Sample[][] own = samples[i];
      double[][] sum =
          sums.computeIfAbsent(
              cases.get(i).keys().subList(0, 2), k -> new double[own.length][own[0].length]);
      for (int c = 0; c < own.length; c++) {
        for (int r = 0; r < own[c].length; r++) {
          sum[c][r] += own[c][r].cpuSeconds();
        }
      }
    }
    return sums;
  }

  /** Geometric mean over the clips of the ratio to the anchor in the same round. */
  private Spread time(Map<List<String>, double[][]> seconds, Front.Choice choice) {
    int own = indexOf(choice.candidate());
    int reference = indexOf(anchor.candidate());
    double[] logs = null;
    for (Clip clip : clips) {
      double[] t = seconds.get(List.of(choice.setup(), clip.name()))[own];
      double[] a = seconds.get(List.of(anchor.setup(), clip.name()))[reference];
      logs = logs == null ? new double[t.length] : logs;
      for (int r = 0; r < t.length; r++) {
        logs[r] += Math.log(t[r] / a[r]) / clips.size();
      }
    }
    double[] ratios = new double[logs.length];
    for (int r = 0; r < ratios.length; r++) {
      ratios[r] = Math.exp(logs[r]);
    }
    return Spread.of(ratios);
  }

  private int indexOf(String candidate) {
    return plan.candidates().stream().map(Candidate::name).toList().indexOf(candidate);
  }

  /** Mean over the clips, all of which must have it. */
  private Figure rate(List<Point> points, Front.Choice choice, Quality quality) {
    double sum = 0;
    for (Clip clip : clips) {
      List<RdPoint> reference = curve(points, anchor, clip, quality);
      List<RdPoint> own = curve(points, choice, clip, quality);
      Figure rate =
          choice.equals(anchor)
              ? Figure.of(0)
              : Bjontegaard.rate(reference, own, plan.interpolation());
      if (rate.number().isEmpty()) {
        return Figure.missing(clip.name() + ": " + rate.why().orElseThrow());
      }
      sum += rate.number().getAsDouble();
    }
    return Figure.of(sum / clips.size());
  }

  private static List<RdPoint> curve(
      List<Point> points, Front.Choice choice, Clip clip, Quality quality) {
    return points.stream()
        .filter(
            p ->
                p.setup().equals(choice.setup())
                    && p.quantizer().equals(choice.candidate())
                    && p.sequence().equals(clip.name()))
        .map(
            p -> {
              Double q = quality.of(p);
              return new RdPoint(p.kbps(), q == null ? Double.POSITIVE_INFINITY : q);
            })
        .toList();
  }
}
