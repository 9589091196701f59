package org.nnrdoq.training.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * Blocks of one shape as a network takes them, and what its decisions on them cost.
 *
 * <p>The positions of all blocks lie in one row, block after block, each in raster order of its
 * crop; inputs and scores are planes of such rows: entry {@code [channel][block * height * width +
 * position]}. One convolution of kernel 1 is then one product of two matrices.
 */
public class Batch {
  private static final double MOST_BITS = 64;

  /** Rows of each crop. */
  public final int height;

  /** Columns of each crop. */
  public final int width;

  /** Number of blocks. */
  public final int count;

  /** Positions of all blocks together. */
  public final int positions;

  /** Inputs per position, [channel][{@link #positions}]. */
  public final float[] inputs;

  /** Inputs per block, [channel][{@link #count}]. */
  public final float[] blockInputs;

  final BlockScratch scratch;
  final BlockFeatures features;
  private final BlockStore store;
  private final int[] indices;
  private final double[] lambdaFactors;
  private final BitWeights weights;
  private final LevelRule rule;
  private final int[] levels = new int[1024];
  private final float[] alternatives = new float[Decision.COUNT * 1024];
  private final double[] chances = new double[Decision.COUNT * 1024];
  private final double[] softened = new double[Decision.COUNT];

  /**
   * Puts blocks side by side.
   *
   * @param scratch with the feature set that the network sees
   * @param indices of the blocks in the store; all have a crop of the same shape
   * @param lambdaFactors that the lambda of each block is multiplied by
   * @param rule applied to the network's decisions
   */
  public Batch(
      BlockScratch scratch,
      BlockStore store,
      int[] indices,
      double[] lambdaFactors,
      LevelRule rule) {
    this.lambdaFactors = lambdaFactors;
    this.rule = rule;
    weights = store.weights();
    this.scratch = scratch;
    this.store = store;
    this.indices = indices;
    features = scratch.features;
    FeatureSet set = features.set();
    count = indices.length;
    height = store.height(indices[0]);
    width = store.width(indices[0]);
    positions = count * height * width;
    inputs = new float[set.channels() * positions];
    blockInputs = new float[set.blockChannels() * count];
    describe(set);
  }

  private void describe(FeatureSet set) {
    int area = height * width;
    float[] own = new float[set.channels() * area];
    float[] ownBlock = new float[set.blockChannels()];
    for (int b = 0; b < count; b++) {
      start(b);
      scratch.describe(own, ownBlock);
      for (int c = 0; c < set.channels(); c++) {
        System.arraycopy(own, c * area, inputs, c * positions + b * area, area);
      }
      for (int c = 0; c < ownBlock.length; c++) {
        blockInputs[c * count + b] = ownBlock[c];
      }
    }
  }

  /** Puts a block's features, costs and prices in place. */
  final void start(int b) {
    scratch.start(store, indices[b], lambdaFactors[b]);
  }

  /**
   * Gradient of the loss by the scores: expected cost in bits with each decision priced with all
   * others as they are, plus a cross entropy towards softened costs.
   *
   * @param logits scores of the network, [decision][{@link #positions}]
   * @param config weights of the loss
   * @param onPolicy price around decisions drawn from the scores, else around the teacher's levels
   * @param random draws decisions
   * @param gradient receives the gradient, order as {@code logits}
   * @return mean expected cost per decision in bits above the best alternative
   */
  public double gradient(
      float[] logits,
      TrainConfig config,
      boolean onPolicy,
      SplittableRandom random,
      float[] gradient) {
    int area = height * width;
    double lost = 0;
    long decisions = 0;
    scratch.cost.weighRate(config.rateWeight());
    for (int b = 0; b < count; b++) {
      start(b);
      int[] nearest = features.levels();
      for (int i = 0; i < area; i++) {
        if (nearest[i] != 0) {
          chances(logits, b * area + i, positions, nearest[i], chances, Decision.COUNT * i);
        }
      }
      if (onPolicy) {
        draw(b, chances, random, levels);
        rule.apply(scratch.parameters(), features, scratch.costs, levels);
      } else {
        scratch.teach(levels);
      }
      float scale =
          weights.weight(store.source(indices[b]), lambdaFactors[b]) / config.batchPositions();
      scratch.cost.alternatives(levels, alternatives);
      for (int i = 0; i < area; i++) {
        if (nearest[i] != 0) {
          lost += position(i, nearest[i], config, gradient, b * area + i, scale);
          decisions++;
        }
      }
    }
    return lost / Math.max(1, decisions);
  }

  /**
   * Draws the levels around which a block's decisions are priced.
   *
   * @param b index of the block, whose features are in place
   * @param chances of the decisions at each position, [position][decision]; undefined where the
   *     nearest level is 0
   * @param levels receives one per position of the crop
   */
  void draw(int b, double[] chances, SplittableRandom random, int[] levels) {
    int[] nearest = features.levels();
    for (int i = 0; i < height * width; i++) {
      levels[i] =
          nearest[i] == 0 ? 0 : choose(chances, Decision.COUNT * i, random).level(nearest[i]);
    }
  }

  /** Draws a decision by the chances that start at an index. */
  static Decision choose(double[] chances, int at, SplittableRandom random) {
    double draw = random.nextDouble();
    double keep = chances[at + Decision.KEEP.ordinal()];
    double minusOne = chances[at + Decision.MINUS_ONE.ordinal()];
    return draw < keep
        ? Decision.KEEP
        : draw < keep + minusOne ? Decision.MINUS_ONE : Decision.ZERO;
  }

  private double position(
      int i, int nearest, TrainConfig config, float[] gradient, int at, float scale) {
    int area = height * width;
    int classes = nearest == 1 ? 2 : Decision.COUNT;
    double best = alternatives[i];
    for (int k = 1; k < classes; k++) {
      best = Math.min(best, alternatives[k * area + i]);
    }
    double expected = 0;
    double norm = 0;
    for (int k = 0; k < classes; k++) {
      double bits = Math.min(alternatives[k * area + i] - best, MOST_BITS);
      softened[k] = Math.exp(-bits / config.temperatureBits());
      expected += chances[Decision.COUNT * i + k] * bits;
      norm += softened[k];
    }
    for (int k = 0; k < classes; k++) {
      double bits = Math.min(alternatives[k * area + i] - best, MOST_BITS);
      double chance = chances[Decision.COUNT * i + k];
      double target = softened[k] / norm;
      gradient[at + k * positions] =
          scale
              * (float)
                  (chance * (bits - expected) + config.crossEntropyWeight() * (chance - target));
    }
    return expected;
  }

  /**
   * Turns the scores of one decision into chances.
   *
   * @param logits with the score of the first class at {@code at}, the others {@code stride} apart
   * @param nearest level, of which 1 has no third class
   * @param out receives a chance per class from {@code to} on
   */
  static void chances(float[] logits, int at, int stride, int nearest, double[] out, int to) {
    int classes = nearest == 1 ? 2 : Decision.COUNT;
    double max = logits[at];
    for (int k = 1; k < classes; k++) {
      max = Math.max(max, logits[at + k * stride]);
    }
    double norm = 0;
    for (int k = 0; k < classes; k++) {
      out[to + k] = Math.exp(logits[at + k * stride] - max);
      norm += out[to + k];
    }
    for (int k = 0; k < Decision.COUNT; k++) {
      out[to + k] = k < classes ? out[to + k] / norm : 0;
    }
  }

  /**
   * Adds up what the network's best decisions cost.
   *
   * @param logits scores of the network, [decision][{@link #positions}]
   * @param teacher the teacher's levels of each block, without sign, raster order of the crop
   * @param bySource receives costs and counts, an entry for each recording
   */
  public void evaluate(float[] logits, short[][] teacher, Totals[] bySource) {
    int area = height * width;
    scratch.cost.weighRate(1);
    for (int b = 0; b < count; b++) {
      start(b);
      Totals t = bySource[store.source(indices[b])];
      int[] nearest = features.levels();
      for (int i = 0; i < area; i++) {
        int at = b * area + i;
        levels[i] =
            nearest[i] == 0
                ? 0
                : Decision.refine(
                    nearest[i], logits[at], logits[at + positions], logits[at + 2 * positions]);
      }
      rule.apply(scratch.parameters(), features, scratch.costs, levels);
      for (int i = 0; i < area; i++) {
        if (nearest[i] != 0) {
          t.decisions++;
          t.agreeing += levels[i] == teacher[b][i] ? 1 : 0;
        }
      }
      t.network +=
          weights.weight(store.source(indices[b]), lambdaFactors[b]) * scratch.cost.cost(levels);
      t.blocks++;
    }
  }

  /** So many times the lambda of the recording. */
  public static double[] recordedLambdas(int count) {
    double[] factors = new double[count];
    Arrays.fill(factors, 1);
    return factors;
  }
}
