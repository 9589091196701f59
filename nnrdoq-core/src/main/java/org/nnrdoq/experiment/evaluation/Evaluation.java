package org.nnrdoq.experiment.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.plan.Absence;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.plan.Trial;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.RatePoint;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.RunInfo;
import org.nnrdoq.experiment.result.Saving;
import org.nnrdoq.experiment.result.SequenceResult;

/** From a plan and its points to results. */
public final class Evaluation {
  private final ComparisonPlan plan;
  private final List<Point> points;
  private final Map<Trial, List<RowFigures>> figures = new LinkedHashMap<>();

  /**
   * @param points one for each trial, candidate and QP; missing ones give figures with a reason
   */
  private Evaluation(ComparisonPlan plan, List<Point> points) {
    this.plan = plan;
    this.points = points;
    for (Trial trial : plan.trials()) {
      figures.put(trial, RowMath.rows(plan, points, trial));
    }
  }

  /**
   * Computes all figures of a comparison from its points alone.
   *
   * @param plan what was to be encoded
   * @param points one for each trial, candidate and QP; missing ones give figures with a reason
   * @param run what the results say of the run
   * @return the results, complete but for what the points lack
   */
  public static Results of(ComparisonPlan plan, List<Point> points, RunInfo run) {
    return new Evaluation(plan, points).build(run);
  }

  private Results build(RunInfo run) {
    List<Row> classes = new ArrayList<>();
    List<Row> overall = new ArrayList<>();
    for (Setup setup : plan.setups()) {
      Set<String> names = classNames(setup);
      if (names.size() > 1) {
        names.forEach(name -> classes.addAll(means(setup, name)));
      }
      overall.addAll(means(setup, null));
    }
    return new Results(
        Results.SCHEMA,
        run,
        new Results.Settings(
            plan.anchor(),
            plan.qps(),
            plan.threads(),
            plan.interpolation().id(),
            "(6 Y + U + V) / 8 in dB",
            plan.tools()),
        plan.candidates().stream()
            .map(c -> new Results.Quantizer(c.name(), c.spec().kind().id(), c.modelSha256()))
            .toList(),
        plan.setups().stream()
            .map(
                s ->
                    new Results.SetupEntry(
                        s.name(),
                        s.encoder(),
                        s.configuration() == null ? null : s.configuration().name(),
                        new TreeMap<>(s.options())))
            .toList(),
        plan.trials().stream().map(this::sequence).toList(),
        classes,
        overall,
        plan.absences().stream()
            .map(
                a ->
                    new Results.Missing(
                        a.setup().name(), a.sequence(), a.sequenceClass(), a.reason()))
            .toList());
  }

  private SequenceResult sequence(Trial trial) {
    Clip clip = trial.clip();
    List<Row> rows = new ArrayList<>();
    for (RowFigures f : figures.get(trial)) {
      RowFigures.Frame frame =
          new RowFigures.Frame(
              null, null, curve(trial, f.candidate()).stream().map(RatePoint::of).toList(), false);
      rows.add(
          f.row(
              frame,
              ranges(trial, f.candidate()),
              Savings.byKind(
                  curve(trial, plan.anchor()), curve(trial, f.candidate()), plan.interpolation())));
    }
    return new SequenceResult(
        trial.setup().name(),
        clip.name(),
        plan.setups().size() > 1 ? trial.setup().name() + " " + clip.name() : clip.name(),
        clip.sequenceClass(),
        clip.sha256(),
        clip.format().width(),
        clip.format().height(),
        clip.format().bitDepth(),
        clip.format().fps(),
        clip.firstFrame(),
        clip.frames(),
        rows);
  }

  private List<Point> curve(Trial trial, String candidate) {
    return RowMath.curve(plan, points, trial, candidate);
  }

  private Set<String> classNames(Setup setup) {
    Set<String> names = new LinkedHashSet<>();
    for (Trial t : plan.trials()) {
      if (t.setup().equals(setup) && t.clip().sequenceClass() != null) {
        names.add(t.clip().sequenceClass());
      }
    }
    for (Absence a : plan.absences()) {
      if (a.setup().equals(setup) && a.sequenceClass() != null) {
        names.add(a.sequenceClass());
      }
    }
    return names;
  }

  /**
   * Means over the sequences of a setup.
   *
   * @param sequenceClass those of this class alone; {@code null}: all
   */
  private List<Row> means(Setup setup, String sequenceClass) {
    List<Trial> members =
        plan.trials().stream()
            .filter(t -> t.setup().equals(setup))
            .filter(t -> sequenceClass == null || sequenceClass.equals(t.clip().sequenceClass()))
            .toList();
    int absent =
        (int)
            plan.absences().stream()
                .filter(a -> a.setup().equals(setup))
                .filter(
                    a -> sequenceClass == null || Objects.equals(sequenceClass, a.sequenceClass()))
                .count();
    RowFigures.Frame frame = new RowFigures.Frame(setup.name(), sequenceClass, null, true);
    List<Row> rows = new ArrayList<>();
    for (RowFigures f : RowMath.means(plan, members.stream().map(figures::get).toList(), absent)) {
      List<List<Saving>> savings =
          members.stream()
              .map(
                  t ->
                      Savings.byKind(
                          curve(t, plan.anchor()), curve(t, f.candidate()), plan.interpolation()))
              .filter(s -> !s.isEmpty())
              .toList();
      rows.add(f.row(frame, meanRanges(members, f.candidate()), Savings.mean(savings)));
    }
    return rows;
  }

  /** Luma BD-rates of a candidate on one sequence, between neighbouring QPs. */
  private List<Savings.Range> ranges(Trial trial, String candidate) {
    List<Point> anchor = curve(trial, plan.anchor());
    List<Point> test = curve(trial, candidate);
    boolean complete = anchor.size() == plan.qps().size() && test.size() == plan.qps().size();
    return Savings.byQp(plan, anchor, test, complete ? null : "points were not encoded");
  }

  /** Means of {@link #ranges}, each over the sequences that have it. */
  private List<Savings.Range> meanRanges(List<Trial> members, String candidate) {
    List<List<Savings.Range>> all = members.stream().map(t -> ranges(t, candidate)).toList();
    List<Savings.Range> means = new ArrayList<>();
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
      means.add(new Savings.Range(plan.qps().get(i), plan.qps().get(i + 1), mean));
    }
    return means;
  }
}
