package org.nnrdoq.training.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.quantizer.net.DecisionSteps;

/**
 * Blocks of any shape as a network over lists takes them, and what its decisions on them cost.
 *
 * <p>The lists of all blocks lie in one row with gaps between them, so that a convolution along the
 * row sees nothing of another block; inputs and scores are such rows: {@code [channel][length]}.
 */
public class ListBatch {
  /** Entries between two lists, and before the first and after the last one. */
  public static final int GAP = 4;

  private static final double MOST_BITS = 64;

  /** Number of blocks. */
  public final int count;

  /** Length of a row. */
  public final int length;

  /** First entry of each block's list. */
  public final int[] starts;

  /** Number of each block's levels. */
  public final int[] levels;

  /** Rows of the table that each block chooses, {@link ListInputs#CHOICES} for each. */
  public final int[] blockRows;

  /** Inputs, [input][entry], {@link #length} of them or more; 0 in gaps. */
  public final float[][] inputs;

  /** What lists and prices the block at hand. */
  final ListScratch scratch;

  /** Absolute levels that were decided on in the block at hand. */
  final int[] decided = new int[1024];

  /** Chances of the decisions on them, [level][decision]. */
  final double[] chances = new double[Decision.COUNT * 1024];

  private float[][] scores;
  private final BlockStore store;
  private final int[] indices;
  private final double[] lambdaFactors;
  private final BitWeights weights;
  private final int[] raster = new int[1024];
  private final int[] positions = new int[1024];
  private final float[] alternatives = new float[Decision.COUNT * 1024];
  private final double[] softened = new double[Decision.COUNT];

  /**
   * Puts blocks side by side.
   *
   * @param channels inputs that the network takes
   * @param indices of the blocks in the store
   * @param lambdaFactors that the lambda of each block is multiplied by
   */
  public ListBatch(
      ListScratch scratch, int channels, BlockStore store, int[] indices, double[] lambdaFactors) {
    this.scratch = scratch;
    this.lambdaFactors = lambdaFactors;
    weights = store.weights();
    this.store = store;
    this.indices = indices;
    count = indices.length;
    starts = new int[count];
    levels = new int[count];
    blockRows = new int[count * ListInputs.CHOICES];
    int at = GAP;
    inputs = new float[channels][2 * GAP];
    for (int b = 0; b < count; b++) {
      start(b);
      starts[b] = at;
      levels[b] = scratch.list.count();
      at += levels[b] + GAP;
      makeRoom(at);
      describe(b);
    }
    length = at;
  }

  private void makeRoom(int needed) {
    if (inputs[0].length < needed) {
      for (int k = 0; k < inputs.length; k++) {
        inputs[k] = Arrays.copyOf(inputs[k], 2 * needed);
      }
    }
  }

  /** Lists a block and reads its costs. */
  final void start(int b) {
    scratch.start(store, indices[b], lambdaFactors[b]);
  }

  /** Lists the decisions on a block, which is the one at hand then. */
  public final void prepare(int b, DecisionSteps steps) {
    start(b);
    scratch.prepare(steps);
  }

  /** A level of the block at hand, rounded to nearest. */
  public final int nearest(int step) {
    return scratch.list.nearest(step);
  }

  private float weight(int b) {
    return weights.weight(store.source(indices[b]), lambdaFactors[b]);
  }

  private int area(int b) {
    return store.height(indices[b]) * store.width(indices[b]);
  }

  private void describe(int b) {
    scratch.describe();
    for (int k = 0; k < inputs.length; k++) {
      for (int s = 0; s < levels[b]; s++) {
        inputs[k][starts[b] + s] = scratch.features.value(k, s);
      }
    }
    for (int choice = 0; choice < ListInputs.CHOICES; choice++) {
      blockRows[b * ListInputs.CHOICES + choice] = scratch.features.blockRow(choice);
    }
  }

  /**
   * Gradient of the loss by the scores: expected cost in bits with each decision priced with all
   * others as they are, plus a cross entropy towards softened costs. Decisions are drawn from the
   * scores, and the last position is chosen after them; levels that it zeroes have no gradient.
   *
   * @param scores of lowering and of zeroing against keeping, [score][entry], in bits
   * @param config weights of the loss
   * @param random draws decisions
   * @param gradient receives the gradient, order as {@code scores}; 0 in gaps
   * @return mean expected cost per decision in bits above the best alternative
   */
  public double gradient(
      float[][] scores, TrainConfig config, SplittableRandom random, float[][] gradient) {
    this.scores = scores;
    return gradient(config, random, gradient);
  }

  /**
   * As the other one, of decisions as {@link #decide} takes them.
   *
   * @param gradient receives the gradient by the scores of lowering and zeroing, or by those of all
   *     three decisions, [score][entry]
   */
  final double gradient(TrainConfig config, SplittableRandom random, float[][] gradient) {
    double lost = 0;
    long decisions = 0;
    scratch.cost.weighRate(config.rateWeight());
    for (float[] row : gradient) {
      Arrays.fill(row, 0, length, 0);
    }
    for (int b = 0; b < count; b++) {
      start(b);
      decide(b, random);
      scratch.chooseLast(decided);
      price(b);
      float scale = weight(b) / config.batchPositions();
      int first = 0;
      while (first < levels[b] && decided[first] == 0) {
        first++;
      }
      for (int s = first; s < levels[b]; s++) {
        lost += decision(b, s, config, gradient, scale);
      }
      decisions += levels[b];
    }
    return lost / Math.max(1, decisions);
  }

  /**
   * Decides on the levels of a block that is listed: into {@link #decided}, with the {@link
   * #chances} of each decision.
   *
   * @param random draws decisions by their chances; {@code null} to take the best ones
   */
  void decide(int b, SplittableRandom random) {
    float[] three = new float[Decision.COUNT];
    for (int s = 0; s < levels[b]; s++) {
      three[1] = scores[0][starts[b] + s];
      three[2] = scores[1][starts[b] + s];
      take(s, three, 0, random);
    }
  }

  /** Takes a decision by its scores; returns it. */
  final Decision take(int s, float[] three, int at, SplittableRandom random) {
    int nearest = scratch.list.nearest(s);
    Decision decision;
    if (random == null) {
      decision =
          Decision.best(
              three[at], three[at + 1], nearest == 1 ? Float.NEGATIVE_INFINITY : three[at + 2]);
    } else {
      Batch.chances(three, at, 1, nearest, chances, Decision.COUNT * s);
      decision = Batch.choose(chances, Decision.COUNT * s, random);
    }
    decided[s] = decision.level(nearest);
    return decision;
  }

  /** Prices the alternatives of the decided levels of a block. */
  private void price(int b) {
    toRaster(b);
    scratch.cost.alternatives(raster, alternatives);
  }

  private void toRaster(int b) {
    scratch.positions(positions);
    Arrays.fill(raster, 0, area(b), 0);
    for (int s = 0; s < levels[b]; s++) {
      raster[positions[s]] = decided[s];
    }
  }

  private double decision(int b, int s, TrainConfig config, float[][] gradient, float scale) {
    int area = area(b);
    int p = positions[s];
    int classes = scratch.list.nearest(s) == 1 ? 2 : Decision.COUNT;
    double best = alternatives[p];
    for (int k = 1; k < classes; k++) {
      best = Math.min(best, alternatives[k * area + p]);
    }
    double expected = 0;
    double norm = 0;
    for (int k = 0; k < classes; k++) {
      double bits = Math.min(alternatives[k * area + p] - best, MOST_BITS);
      softened[k] = Math.exp(-bits / config.temperatureBits());
      expected += chances[Decision.COUNT * s + k] * bits;
      norm += softened[k];
    }
    int unscored = Decision.COUNT - gradient.length;
    for (int k = unscored; k < classes; k++) {
      double bits = Math.min(alternatives[k * area + p] - best, MOST_BITS);
      double chance = chances[Decision.COUNT * s + k];
      double target = softened[k] / norm;
      gradient[k - unscored][starts[b] + s] =
          (float)
              (scale
                  * (chance * (bits - expected) + config.crossEntropyWeight() * (chance - target)));
    }
    return expected;
  }

  /**
   * Adds up what the network's best decisions cost, the last position chosen after them.
   *
   * @param scores as in {@link #gradient}
   * @param teacher the teacher's levels of each block, raster order of its crop
   * @param bySource receives costs and counts, an entry for each recording
   */
  public void evaluate(float[][] scores, short[][] teacher, Totals[] bySource) {
    this.scores = scores;
    evaluate(teacher, bySource);
  }

  /** As the other one, of decisions as {@link #decide} takes them. */
  final void evaluate(short[][] teacher, Totals[] bySource) {
    scratch.cost.weighRate(1);
    for (int b = 0; b < count; b++) {
      start(b);
      Totals t = bySource[store.source(indices[b])];
      decide(b, null);
      scratch.chooseLast(decided);
      toRaster(b);
      for (int s = 0; s < levels[b]; s++) {
        t.agreeing += decided[s] == teacher[b][positions[s]] ? 1 : 0;
      }
      t.decisions += levels[b];
      t.network += weight(b) * scratch.cost.cost(raster);
      t.blocks++;
    }
  }
}
