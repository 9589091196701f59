package org.nnrdoq.experiment.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.nnrdoq.experiment.bd.Bjontegaard;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.RdPoint;
import org.nnrdoq.experiment.plan.Absence;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.QpRange;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.plan.Trial;

/**
 * All figures of a comparison, computed from its points alone.
 *
 * @param plan what was run
 * @param points one for each trial, candidate and QP; missing ones give figures with a reason
 * @param sequences one entry for each trial, in the plan's order
 * @param groups means: for each setup those of its classes, if there are several, and then those
 *     over all its sequences
 */
public record Results(
    ComparisonPlan plan, List<Point> points, List<SequenceRows> sequences, List<GroupRows> groups) {

  /** One row for each candidate, in the plan's order. */
  public record SequenceRows(Setup setup, Clip clip, List<Row> rows) {}

  /**
   * Means over sequences: one row for each candidate, in the plan's order.
   *
   * @param setup encoder and configuration
   * @param sequenceClass class of the sequences; {@code null}: all of the setup
   * @param rows means
   */
  public record GroupRows(Setup setup, String sequenceClass, List<Row> rows) {}

  /** Computes everything. */
  public static Results of(ComparisonPlan plan, List<Point> points) {
    List<SequenceRows> sequences = new ArrayList<>();
    for (Trial trial : plan.trials()) {
      sequences.add(
          new SequenceRows(trial.setup(), trial.clip(), RowMath.rows(plan, points, trial)));
    }
    List<GroupRows> groups = new ArrayList<>();
    for (Setup setup : plan.setups()) {
      Set<String> classes = classes(plan, setup);
      if (classes.size() > 1) {
        classes.forEach(c -> groups.add(group(plan, sequences, setup, c)));
      }
      groups.add(group(plan, sequences, setup, null));
    }
    return new Results(plan, List.copyOf(points), sequences, List.copyOf(groups));
  }

  private static Set<String> classes(ComparisonPlan plan, Setup setup) {
    Set<String> classes = new LinkedHashSet<>();
    for (Trial t : plan.trials()) {
      if (t.setup().equals(setup) && t.clip().sequenceClass() != null) {
        classes.add(t.clip().sequenceClass());
      }
    }
    for (Absence a : plan.absences()) {
      if (a.setup().equals(setup) && a.sequenceClass() != null) {
        classes.add(a.sequenceClass());
      }
    }
    return classes;
  }

  /** Means over a class, or over all sequences of a setup. */
  private static GroupRows group(
      ComparisonPlan plan, List<SequenceRows> sequences, Setup setup, String sequenceClass) {
    List<List<Row>> members =
        sequences.stream()
            .filter(s -> s.setup.equals(setup))
            .filter(s -> sequenceClass == null || sequenceClass.equals(s.clip.sequenceClass()))
            .map(SequenceRows::rows)
            .toList();
    int absent =
        (int)
            plan.absences().stream()
                .filter(a -> a.setup().equals(setup))
                .filter(
                    a -> sequenceClass == null || Objects.equals(sequenceClass, a.sequenceClass()))
                .count();
    return new GroupRows(setup, sequenceClass, RowMath.means(plan, members, absent));
  }

  /** The means over all sequences of each setup. */
  public List<GroupRows> overall() {
    return groups.stream().filter(g -> g.sequenceClass == null).toList();
  }

  /** Name of a trial in tables: the clip's, after the setup's if there are several. */
  public String label(SequenceRows s) {
    return plan.setups().size() > 1 ? s.setup.name() + " " + s.clip.name() : s.clip.name();
  }

  /** Name of a mean in tables, with how many sequences it covers for a row. */
  public String label(GroupRows g, Row row) {
    String setup = plan.setups().size() > 1 ? g.setup.name() + " " : "";
    String part = g.sequenceClass == null ? "" : "class " + g.sequenceClass + " ";
    return setup + part + "mean of " + row.used() + "/" + row.total();
  }

  /** The points of one curve, by ascending QP; those that are there. */
  public List<Point> curve(SequenceRows s, String candidate) {
    return RowMath.curve(plan, points, new Trial(s.setup, s.clip), candidate);
  }

  /**
   * Where a candidate's change of rate comes from, on one sequence; empty if the encoder does not
   * tell or there is no BD-rate.
   */
  public List<Saving> savings(SequenceRows s, String candidate) {
    return Savings.byKind(curve(s, plan.anchor()), curve(s, candidate), plan.interpolation());
  }

  /** Means of {@link #savings} over the sequences of a group that have them. */
  public List<Saving> savings(GroupRows g, String candidate) {
    return Savings.mean(
        members(g).stream().map(s -> savings(s, candidate)).filter(l -> !l.isEmpty()).toList());
  }

  /** The sequences that a group's means are over. */
  public List<SequenceRows> members(GroupRows g) {
    return sequences.stream()
        .filter(s -> s.setup.equals(g.setup))
        .filter(s -> g.sequenceClass == null || g.sequenceClass.equals(s.clip.sequenceClass()))
        .toList();
  }

  /** Luma BD-rates of a candidate on one sequence, between neighbouring QPs. */
  public List<QpRange> qpRanges(SequenceRows s, String candidate) {
    List<Point> anchor = curve(s, plan.anchor());
    List<Point> test = curve(s, candidate);
    boolean complete = anchor.size() == plan.qps().size() && test.size() == plan.qps().size();
    return Savings.byQp(plan, anchor, test, complete ? null : "points were not encoded");
  }

  /** Means of {@link #qpRanges} over the sequences of a group, each over those that have it. */
  public List<QpRange> qpRanges(GroupRows g, String candidate) {
    List<List<QpRange>> all = members(g).stream().map(s -> qpRanges(s, candidate)).toList();
    List<QpRange> means = new ArrayList<>();
    for (int i = 0; i + 1 < plan.qps().size(); i++) {
      int index = i;
      double[] rates =
          all.stream().flatMapToDouble(l -> l.get(index).rate().number().stream()).toArray();
      Figure mean =
          rates.length == 0
              ? Figure.missing("no sequence has it")
              : new Figure.Value(
                  Arrays.stream(rates).average().orElseThrow(),
                  rates.length < all.size()
                      ? rates.length + " of " + all.size() + " sequences"
                      : null);
      means.add(new QpRange(plan.qps().get(i), plan.qps().get(i + 1), mean));
    }
    return List.copyOf(means);
  }

  /**
   * The relative difference of a curve to the anchor's over luma PSNR: how many percent of rate at
   * each quality. Empty where there is no BD-rate.
   *
   * @return pairs of PSNR in dB and percent
   */
  public List<double[]> relativeDifference(SequenceRows s, String candidate, int samples) {
    List<RdPoint> anchor = RowMath.rd(curve(s, plan.anchor()), Quality.Y);
    List<RdPoint> test = RowMath.rd(curve(s, candidate), Quality.Y);
    return Bjontegaard.rateDifference(anchor, test, plan.interpolation(), samples);
  }
}
