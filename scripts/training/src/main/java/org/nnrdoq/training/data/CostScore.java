package org.nnrdoq.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerScope;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.net.RoundedBlock;
import org.nnrdoq.quantizer.shared.BlockCost;
import org.nnrdoq.quantizer.shipped.Quantizers;

/**
 * What quantizers cost on recorded blocks under {@link BlockCost}, beside SQ and RDOQ, at one
 * lambda or several.
 */
public final class CostScore implements AutoCloseable {
  /**
   * One recording at one lambda.
   *
   * @param configuration coding configuration in its name
   * @param lambdaFactor that the lambda of its blocks was multiplied by
   * @param gains by how much of SQ's cost RDOQ and then each quantizer lies below it
   */
  public record Line(String configuration, double lambdaFactor, double[] gains) {}

  private final QuantizerScope scope = new QuantizerScope();
  private final List<Quantizer> quantizers = new ArrayList<>();
  private final List<Quantizer.Workspace> workspaces = new ArrayList<>();
  private final boolean signHiding;
  private final double[] lambdaFactors;
  private final List<Line> lines = new ArrayList<>();
  private final RoundedBlock rounded = new RoundedBlock();
  private final BlockCost cost = new BlockCost();
  private final EntropyCosts costs = new EntropyCosts();
  private final List<int[]> levels = new ArrayList<>();
  private long decisions;
  private long equalDecisions;

  /**
   * Opens quantizers.
   *
   * @param signHiding whether all of them, SQ and RDOQ too, hide signs
   * @param lambdaFactors that the lambda of every block is multiplied by, for all quantizers and
   *     the cost, one after the other
   */
  public CostScore(List<QuantizerSpec> specs, boolean signHiding, double... lambdaFactors) {
    this.signHiding = signHiding;
    this.lambdaFactors = lambdaFactors;
    open(specs, List.of());
  }

  /**
   * Takes quantizers, and lambda as it was recorded.
   *
   * @param signHiding whether all of them, SQ and RDOQ too, hide signs
   * @param others stay the caller's, who closes them after this
   */
  public CostScore(boolean signHiding, List<Quantizer> others) {
    this.signHiding = signHiding;
    lambdaFactors = new double[] {1};
    open(List.of(), others);
  }

  private void open(List<QuantizerSpec> specs, List<Quantizer> others) {
    try {
      quantizers.add(scope.add(Quantizers.create(QuantizerKind.SQ)));
      quantizers.add(scope.add(Quantizers.create(QuantizerKind.RDOQ)));
      for (QuantizerSpec spec : specs) {
        quantizers.add(scope.add(Quantizers.create(spec)));
      }
      quantizers.addAll(others);
      for (Quantizer q : quantizers) {
        workspaces.add(scope.newWorkspace(q));
        levels.add(new int[RecordedBlock.MAX_COEFFICIENTS]);
      }
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /**
   * Prices an even choice of a recording's blocks that do not round to zero.
   *
   * @param most blocks at most
   */
  public void add(Path file, int most) throws IOException {
    long count = count(file);
    double[][] sums = new double[lambdaFactors.length][quantizers.size()];
    RecordedBlock recorded = new RecordedBlock();
    long seen = 0;
    try (RecordingReader reader = new RecordingReader(file)) {
      while (reader.read(recorded)) {
        if (decides(recorded)) {
          if (seen * most / count != (seen + 1) * most / count) {
            price(file, recorded, sums);
          }
          seen++;
        }
      }
    }
    String configuration = Recordings.configuration(file.getFileName().toString());
    for (int f = 0; f < lambdaFactors.length; f++) {
      double[] gains = new double[quantizers.size() - 1];
      for (int q = 0; q < gains.length; q++) {
        gains[q] = sums[f][0] == 0 ? 0 : 1 - sums[f][q + 1] / sums[f][0];
      }
      lines.add(new Line(configuration, lambdaFactors[f], gains));
    }
  }

  private long count(Path file) throws IOException {
    long count = 0;
    RecordedBlock recorded = new RecordedBlock();
    try (RecordingReader reader = new RecordingReader(file)) {
      while (reader.read(recorded)) {
        count += decides(recorded) ? 1 : 0;
      }
    }
    return count;
  }

  /** Whether a block leaves quantizers something to decide. */
  private boolean decides(RecordedBlock recorded) {
    return recorded.lambda() > 0
        && rounded.round(RecordedBlocks.parameters(recorded), recorded.coefficients()) > 0;
  }

  private void price(Path file, RecordedBlock recorded, double[][] sums) throws IOException {
    if (!recorded.hasCosts()) {
      throw new RecordingException(file + ": a block lacks entropy costs");
    }
    RecordedBlocks.getCosts(recorded, costs);
    BlockParameters own = RecordedBlocks.parameters(recorded);
    int[] coefficients = recorded.coefficients();
    for (int f = 0; f < lambdaFactors.length; f++) {
      double lambda = own.lambda() * lambdaFactors[f];
      BlockParameters block = BlockStore.parameters(own, lambda, signHiding);
      for (int q = 0; q < quantizers.size(); q++) {
        quantizers.get(q).quantize(block, coefficients, costs, levels.get(q), workspaces.get(q));
        sums[f][q] += cost.of(block, coefficients, costs, levels.get(q)) / lambda;
      }
      if (quantizers.size() > 3) {
        compare(levels.get(2), levels.get(3), block.coefficients());
      }
    }
  }

  private void compare(int[] a, int[] b, int count) {
    for (int i = 0; i < count; i++) {
      if ((a[i] | b[i]) != 0) {
        decisions++;
        equalDecisions += a[i] == b[i] ? 1 : 0;
      }
    }
  }

  /**
   * Share of the levels, zero in both not counted, that the first two given quantizers agree on.
   */
  public double agreement() {
    return equalDecisions / (double) Math.max(1, decisions);
  }

  /** What was found so far, a line for each recording and lambda. */
  public List<Line> scores() {
    return lines;
  }

  /** Mean gains of recordings. */
  public static double[] means(List<Line> lines) {
    double[] means = new double[lines.get(0).gains().length];
    for (Line l : lines) {
      for (int q = 0; q < means.length; q++) {
        means[q] += l.gains()[q] / lines.size();
      }
    }
    return means;
  }

  @Override
  public void close() {
    scope.close();
  }
}
