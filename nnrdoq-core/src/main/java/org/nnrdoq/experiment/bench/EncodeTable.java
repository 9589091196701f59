package org.nnrdoq.experiment.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.nnrdoq.experiment.bench.EncodeBench.Case;
import org.nnrdoq.experiment.bench.EncodeBench.Sample;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Spread;

/** From encode times to a table. */
public final class EncodeTable {
  /** Schema of the results. */
  public static final String SCHEMA = "nnrdoq-bench-encode-2";

  /** What the sums over several cases are called in the place of clip and QP. */
  public static final String ALL = "all";

  /** Processor time against the first candidate, within a round; start-up left out. */
  public static final String RATIO = "ratio";

  /** Processor time against {@code rdoq}, within a round; start-up left out. */
  public static final String TO_RDOQ = "toRdoq";

  /** Processor time against {@code rdoq}, within a round; start-up included. */
  public static final String TO_RDOQ_WITH_START = "toRdoqWithStart";

  /** Frames a second of elapsed time; start-up left out. */
  public static final String RATE = "framesPerSecond";

  /** Frames a second against {@code rdoq}, within a round. */
  public static final String SPEED = "speedToRdoq";

  /** Processor seconds, start-up left out. */
  public static final String CPU = "cpuSeconds";

  /** Elapsed seconds, start-up left out. */
  public static final String WALL = "wallSeconds";

  /** Elapsed seconds of start-up. */
  public static final String START = "startSeconds";

  /** A column: what of a sample, and what to divide it by. */
  private record Column(
      BenchResults.Figure figure, Reference reference, ToDoubleFunction<Sample> value) {}

  private enum Reference {
    NONE,
    FIRST,
    RDOQ
  }

  private final List<Candidate> candidates;
  private final List<Column> columns = new ArrayList<>();
  private final List<String> axes;

  private EncodeTable(List<Candidate> candidates, List<String> axes) {
    this.candidates = List.copyOf(candidates);
    this.axes = axes;
  }

  /** Encode time by quantizer, as ratios. */
  public static EncodeTable times(List<Candidate> candidates) {
    EncodeTable t = new EncodeTable(candidates, List.of());
    t.add(RATIO, "", false, Reference.FIRST, Sample::cpuSeconds);
    t.add(TO_RDOQ, "", false, Reference.RDOQ, Sample::cpuSeconds);
    t.add(TO_RDOQ_WITH_START, "", false, Reference.RDOQ, s -> s.cpuSeconds() + s.startCpuSeconds());
    t.add(CPU, "s", true, Reference.NONE, Sample::cpuSeconds);
    t.add(WALL, "s", true, Reference.NONE, Sample::wallSeconds);
    t.add(START, "s", true, Reference.NONE, Sample::startSeconds);
    return t;
  }

  /** Frames a second by quantizer; one of the keys is {@code threads}. */
  public static EncodeTable rates(List<Candidate> candidates) {
    EncodeTable t = new EncodeTable(candidates, List.of("threads"));
    t.add(RATE, "frames/s", false, Reference.NONE, s -> s.frames() / s.wallSeconds());
    t.add(SPEED, "", false, Reference.RDOQ, s -> s.frames() / s.wallSeconds());
    t.add(TO_RDOQ, "", false, Reference.RDOQ, Sample::cpuSeconds);
    t.add(CPU, "s", true, Reference.NONE, Sample::cpuSeconds);
    t.add(WALL, "s", true, Reference.NONE, Sample::wallSeconds);
    return t;
  }

  private void add(
      String name,
      String unit,
      boolean brief,
      Reference reference,
      ToDoubleFunction<Sample> value) {
    columns.add(new Column(new BenchResults.Figure(name, unit, brief), reference, value));
  }

  /**
   * Makes the table: a line for each case and candidate, then the sums.
   *
   * @param keys names of the cases' keys
   * @param summed those that sums go over
   * @param samples by case, candidate and round
   */
  public BenchResults of(
      String title,
      List<String> keys,
      List<String> summed,
      List<Case> cases,
      Sample[][][] samples) {
    List<BenchResults.Line> lines = new ArrayList<>();
    for (int c = 0; c < cases.size(); c++) {
      addLines(lines, cases.get(c).keys(), samples[c]);
    }
    EncodeBench.sums(cases, samples, summed.stream().map(keys::indexOf).toList())
        .forEach((at, sums) -> addLines(lines, at, sums));
    int rounds = samples[0][0].length;
    return new BenchResults(
        SCHEMA,
        title,
        keys,
        columns.stream().map(Column::figure).toList(),
        axes,
        rounds,
        lines,
        List.of());
  }

  private void addLines(List<BenchResults.Line> lines, List<String> keys, Sample[][] samples) {
    for (int q = 0; q < samples.length; q++) {
      Map<String, Spread> figures = new LinkedHashMap<>();
      for (Column column : columns) {
        double[] own = values(samples[q], column);
        Sample[] reference = reference(column.reference, samples);
        if (column.reference == Reference.NONE) {
          figures.put(column.figure.name(), Spread.of(own));
        } else if (reference != null) {
          figures.put(column.figure.name(), Spread.ofRatios(own, values(reference, column)));
        }
      }
      lines.add(new BenchResults.Line(keys, candidates.get(q).name(), figures));
    }
  }

  private Sample[] reference(Reference reference, Sample[][] samples) {
    if (reference == Reference.FIRST) {
      return samples[0];
    }
    for (int q = 0; q < samples.length; q++) {
      if (candidates.get(q).name().equals("rdoq")) {
        return samples[q];
      }
    }
    return null;
  }

  private static double[] values(Sample[] samples, Column column) {
    double[] values = new double[samples.length];
    for (int r = 0; r < values.length; r++) {
      values[r] = column.value.applyAsDouble(samples[r]);
    }
    return values;
  }
}
