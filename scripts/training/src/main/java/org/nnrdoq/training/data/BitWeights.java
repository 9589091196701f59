package org.nnrdoq.training.data;

import java.util.HashMap;
import java.util.Map;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * What a bit of a recording weighs in training: the inverse of what a block costs there on average,
 * as the teacher quantizes it.
 *
 * <p>Rate at high QP is scarce, and BD-rate counts it relatively; without weights the lowest QP
 * would decide alone. The same holds for factors of lambda: costs are counted in bits, of which
 * there are fewer the larger lambda is. Means are taken at powers of two of the factor, when they
 * are asked for; between them the logarithm of the weight is linear in that of the factor. At the
 * recorded lambda the weights are 1 on average.
 */
final class BitWeights {
  /** Blocks of a recording that its mean cost is taken from, evenly spread. */
  private static final int MOST_BLOCKS = 300;

  /** RDOQ empties 8 % or more of an intra picture's blocks at QP 17: among so many are some. */
  private static final int ENOUGH_BLOCKS = 200;

  private final BlockStore store;

  /** Mean bits of a block in each recording, by the factor's logarithm to base 2. */
  private final Map<Integer, double[]> meanBits = new HashMap<>();

  private final double[] recordedBits;
  private final double scale;

  /** Whether the teacher emptied a block of each recording, at the recorded lambda. */
  private final boolean[] emptied;

  /** Whether so many blocks of a recording were measured that one of them should be emptied. */
  private final boolean[] judged;

  BitWeights(BlockStore store) {
    this.store = store;
    emptied = new boolean[store.sources().size()];
    judged = new boolean[emptied.length];
    double sum = 0;
    recordedBits = meanBits(0);
    for (double bits : recordedBits) {
      sum += 1 / bits;
    }
    scale = store.sources().size() / sum;
  }

  /**
   * The weight of a bit.
   *
   * @param source index of the recording
   * @param lambdaFactor that lambda was multiplied by
   */
  float weight(int source, double lambdaFactor) {
    if (lambdaFactor == 1) {
      return (float) (scale / recordedBits[source]);
    }
    double exponent = StrictMath.log(lambdaFactor) / StrictMath.log(2);
    int below = (int) Math.floor(exponent);
    double bits = meanBits(below)[source];
    if (exponent > below) {
      double above = meanBits(below + 1)[source];
      bits *= StrictMath.pow(above / bits, exponent - below);
    }
    return (float) (scale / bits);
  }

  /** Whether the teacher leaves a level in every block of a recording, of which there are many. */
  boolean neverEmpty(int source) {
    return judged[source] && !emptied[source];
  }

  private double[] meanBits(int exponent) {
    return meanBits.computeIfAbsent(exponent, this::measure);
  }

  private double[] measure(int exponent) {
    double factor = Math.scalb(1.0, exponent);
    int[] blocks = new int[store.sources().size()];
    for (int i = 0; i < store.size(); i++) {
      blocks[store.source(i)]++;
    }
    double[] bits = new double[blocks.length];
    int[] measured = new int[blocks.length];
    int[] seen = new int[blocks.length];
    BlockScratch scratch = new BlockScratch(FeatureSet.BLOCK_2);
    int[] levels = new int[1024];
    for (int i = 0; i < store.size(); i++) {
      int source = store.source(i);
      long before = (long) seen[source] * MOST_BLOCKS / blocks[source];
      seen[source]++;
      if (blocks[source] > MOST_BLOCKS
          && (long) seen[source] * MOST_BLOCKS / blocks[source] == before) {
        continue;
      }
      scratch.start(store, i, factor);
      scratch.teach(levels);
      bits[source] += scratch.cost.cost(levels);
      emptied[source] |= exponent == 0 && isEmpty(levels, store.height(i) * store.width(i));
      measured[source]++;
    }
    for (int s = 0; s < bits.length; s++) {
      bits[s] = Math.max(bits[s], 1) / Math.max(measured[s], 1);
      judged[s] = measured[s] >= ENOUGH_BLOCKS;
    }
    return bits;
  }

  private static boolean isEmpty(int[] levels, int count) {
    for (int i = 0; i < count; i++) {
      if (levels[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
