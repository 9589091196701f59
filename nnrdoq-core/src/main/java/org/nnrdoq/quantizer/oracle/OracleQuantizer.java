package org.nnrdoq.quantizer.oracle;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.CheckedWorkspace;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.rdoq.RdoqQuantizer;
import org.nnrdoq.quantizer.shared.BlockCost;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/**
 * {@code oracle}: a slow search for the levels of least D + lambda R under the true cost of the
 * stream, with context states that adapt inside the block, the last position, group flags, escape
 * codes and hidden signs decided together.
 *
 * <p>It shows how much room is left above RDOQ and teaches networks. Its result never costs more
 * than RDOQ's by this measure. Needs entropy costs.
 */
public final class OracleQuantizer implements Quantizer {
  private final RdoqQuantizer rdoq = new RdoqQuantizer();
  private final Lifetime lifetime = new Lifetime("quantizer oracle", rdoq::close);

  @Override
  public String name() {
    return QuantizerKind.ORACLE.id();
  }

  @Override
  public boolean needsEntropyCosts() {
    return true;
  }

  @Override
  public Workspace newWorkspace() {
    return new Scratch(lifetime, rdoq.newWorkspace());
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    Scratch scratch = (Scratch) workspace;
    scratch.check();
    block.requireRoom(coefficients, levels);
    int count = block.coefficients();
    Arrays.fill(levels, 0, count, 0);
    if (QuantizationScale.of(block).allRoundToZero(coefficients, count)) {
      return 0;
    }
    scratch.search.search(block, coefficients, costs, levels);
    rdoq.quantize(block, coefficients, costs, scratch.rdoqLevels, scratch.rdoq);
    double searched = cost(scratch.cost, block, coefficients, costs, levels);
    double greedy = cost(scratch.cost, block, coefficients, costs, scratch.rdoqLevels);
    if (greedy < searched) {
      System.arraycopy(scratch.rdoqLevels, 0, levels, 0, count);
    }
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.abs(levels[i]);
    }
    return sum;
  }

  /** What the search minimises: {@link BlockCost} with the rate's weight. */
  static double cost(
      BlockCost cost, BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels) {
    double bits = cost.rateQ15(block, costs, levels) / (double) EntropyCosts.ONE_BIT;
    return cost.distortion(block, coefficients, levels)
        + OracleSearch.RATE_WEIGHT * block.lambda() * bits;
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private static final class Scratch extends CheckedWorkspace {
    final OracleSearch search = new OracleSearch();
    final Workspace rdoq;
    final int[] rdoqLevels = new int[32 * 32];
    final BlockCost cost = new BlockCost();

    Scratch(Lifetime quantizer, Workspace rdoq) {
      super(quantizer, rdoq::close);
      this.rdoq = rdoq;
    }
  }
}
