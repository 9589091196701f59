package org.nnrdoq.quantizer.oracle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.shared.BlockCost;
import org.nnrdoq.quantizer.shared.QuantizationScale;
import org.nnrdoq.quantizer.shipped.Quantizers;

class OracleQuantizerTest {
  private final BlockCost cost = new BlockCost();

  @Test
  void oracle_neverCostsMoreThanRdoq_andLessInTotal() {
    long seed = 31;
    RandomBlocks blocks = new RandomBlocks(seed);
    Quantizer sq = Quantizers.create(QuantizerKind.SQ);
    Quantizer rdoq = Quantizers.create(QuantizerKind.RDOQ);
    Quantizer oracle = Quantizers.create(QuantizerKind.ORACLE);
    double[] total = new double[3];
    try (Quantizer.Workspace w0 = sq.newWorkspace();
        Quantizer.Workspace w1 = rdoq.newWorkspace();
        Quantizer.Workspace w2 = oracle.newWorkspace()) {
      for (int i = 0; i < 400; i++) {
        blocks.next(8 + 2 * (i & 1), 12 + i % 36, (i & 2) != 0);
        double a = cost(sq, blocks, w0);
        double b = cost(rdoq, blocks, w1);
        double c = cost(oracle, blocks, w2);
        String what = "seed " + seed + " block " + i + ": " + blocks;
        assertTrue(c <= b * (1 + 1e-12), what + " oracle " + c + " rdoq " + b);
        double lambda = blocks.block.lambda();
        total[0] += a / lambda;
        total[1] += b / lambda;
        total[2] += c / lambda;
      }
    }
    assertTrue(total[1] < total[0], Arrays.toString(total));
    assertTrue(total[2] < 0.998 * total[1], Arrays.toString(total));
  }

  private double cost(Quantizer quantizer, RandomBlocks blocks, Quantizer.Workspace workspace) {
    int[] levels = new int[1024];
    quantizer.quantize(blocks.block, blocks.coefficients, blocks.costs, levels, workspace);
    return OracleQuantizer.cost(cost, blocks.block, blocks.coefficients, blocks.costs, levels);
  }

  @Test
  void oracle_findsTheMinimumOfSmallBlocks() {
    long seed = 77;
    RandomBlocks blocks = new RandomBlocks(seed);
    Quantizer oracle = Quantizers.create(QuantizerKind.ORACLE);
    int tried = 0;
    int optimal = 0;
    try (Quantizer.Workspace workspace = oracle.newWorkspace()) {
      while (tried < 150) {
        blocks.next(8, 20 + tried % 20, false);
        if (blocks.block.log2TrafoSize() != 2) {
          continue;
        }
        keepFew(blocks, 5);
        double best = bruteForce(blocks, 0, new int[1024]);
        double found = cost(oracle, blocks, workspace);
        assertTrue(found >= best * (1 - 1e-12), "seed " + seed + ": " + blocks);
        optimal += found <= best * (1 + 1e-12) ? 1 : 0;
        tried++;
      }
    }
    assertTrue(optimal >= 145, optimal + " of " + tried);
  }

  /** Clears all but the {@code count} first coefficients in scan. */
  private static void keepFew(RandomBlocks blocks, int count) {
    ScanOrder scan = ScanOrder.of(2, blocks.block.scanIdx());
    for (int n = count; n < 16; n++) {
      blocks.coefficients[scan.position(n)] = 0;
    }
  }

  /** Least cost with the levels at raster positions from {@code i} on free. */
  private double bruteForce(RandomBlocks blocks, int i, int[] levels) {
    if (i == 16) {
      return OracleQuantizer.cost(cost, blocks.block, blocks.coefficients, blocks.costs, levels);
    }
    QuantizationScale scale = QuantizationScale.of(blocks.block);
    int c = blocks.coefficients[i];
    int nearest = scale.nearestLevel(scale.magnitude(c));
    double best = Double.MAX_VALUE;
    int below = Math.max(0, nearest - 2);
    for (int level = nearest; level >= 0; level = level > below ? level - 1 : level > 0 ? 0 : -1) {
      levels[i] = c < 0 ? -level : level;
      best = Math.min(best, bruteForce(blocks, i + 1, levels));
    }
    levels[i] = 0;
    return best;
  }
}
