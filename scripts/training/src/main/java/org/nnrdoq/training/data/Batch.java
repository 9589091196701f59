package org.nnrdoq.training.data;

import java.util.SplittableRandom;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.transform.Scaling;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.quantizer.net.FeatureSet;

/** Blocks of one shape as a network takes them, and what its decisions on them cost. */
public class Batch {
  private static final float MOST_BITS = 64;

  /**
   * Totals over blocks, in bits (J divided by lambda) weighed by recording, and counts of
   * decisions.
   */
  public static final class Totals {
    public double network;
    double teacher;
    double scalar;
    public double nearest;
    long decisions;
    long agreeing;
    public long blocks;

    public void add(Totals t) {
      network += t.network;
      teacher += t.teacher;
      scalar += t.scalar;
      nearest += t.nearest;
      decisions += t.decisions;
      agreeing += t.agreeing;
      blocks += t.blocks;
    }

    /** Share of what the teacher gains over scalar quantization that the network gains. */
    public double gapClosed() {
      return (scalar - network) / (scalar - teacher);
    }

    /** Mean bits per block lost against the teacher. */
    public double regret() {
      return (network - teacher) / blocks;
    }

    public double accuracy() {
      return (double) agreeing / decisions;
    }
  }

  public final int height;
  public final int width;
  public final int count;
  public final float[] inputs;
  public final float[] blockInputs;
  final BlockStore.Block[] blocks;
  final BlockFeatures features;
  final EntropyCosts costs = new EntropyCosts();
  final AlternativeCosts cost = new AlternativeCosts();
  private final float[] weights;
  private final int[] coefficients = new int[1024];
  private final int[] levels = new int[1024];
  private final float[] alternatives = new float[FcnQuantizer.CLASSES * 1024];

  public Batch(FeatureSet set, BlockStore store, int[] indices) {
    weights = store.weights();
    features = new BlockFeatures(set);
    count = indices.length;
    blocks = new BlockStore.Block[count];
    height = store.get(indices[0]).height();
    width = store.get(indices[0]).width();
    int stride = set.channels() * height * width;
    inputs = new float[count * stride];
    blockInputs = new float[count * set.blockChannels()];
    for (int b = 0; b < count; b++) {
      blocks[b] = store.get(indices[b]);
      round(b);
      BlockStore.costs(blocks[b], costs);
      features.inputs(inputs, b * stride, costs);
      features.blockInputs(blockInputs, b * set.blockChannels());
    }
  }

  private void round(int b) {
    BlockStore.expand(blocks[b], coefficients);
    features.round(blocks[b].parameters(), coefficients);
  }

  final void start(int b) {
    round(b);
    BlockStore.costs(blocks[b], costs);
    cost.start(blocks[b].parameters(), features, costs);
  }

  /**
   * Gradient of the loss by the scores: expected cost in bits with each decision priced with all
   * others as they are, plus a cross entropy towards softened costs.
   *
   * @param logits [batch][class][height][width]
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
    cost.weighRate(config.rateWeight());
    double[] p = new double[FcnQuantizer.CLASSES];
    for (int b = 0; b < count; b++) {
      start(b);
      int base = b * FcnQuantizer.CLASSES * area;
      int[] nearest = features.levels();
      draw(b, logits, onPolicy, random, levels);
      float scale = weights[blocks[b].source()] / config.batchPositions();
      cost.alternatives(levels, alternatives);
      for (int i = 0; i < area; i++) {
        if (nearest[i] == 0) {
          continue;
        }
        probabilities(logits, base + i, area, nearest[i], p);
        lost += position(i, area, nearest[i], p, config, gradient, base + i, scale);
        decisions++;
      }
    }
    return lost / Math.max(1, decisions);
  }

  /**
   * Sets the levels around which a block's decisions are priced.
   *
   * @param b index of the block, whose features are in place
   * @param levels receives one per position of the crop
   */
  void draw(int b, float[] logits, boolean onPolicy, SplittableRandom random, int[] levels) {
    int area = height * width;
    int base = b * FcnQuantizer.CLASSES * area;
    int[] nearest = features.levels();
    double[] p = new double[FcnQuantizer.CLASSES];
    for (int i = 0; i < area; i++) {
      levels[i] = blocks[b].teacher()[i];
      if (onPolicy && nearest[i] != 0) {
        probabilities(logits, base + i, area, nearest[i], p);
        double draw = random.nextDouble();
        levels[i] =
            draw < p[FcnQuantizer.KEEP]
                ? nearest[i]
                : draw < p[FcnQuantizer.KEEP] + p[FcnQuantizer.MINUS_ONE] ? nearest[i] - 1 : 0;
      }
    }
  }

  private double position(
      int i,
      int area,
      int nearest,
      double[] p,
      TrainConfig config,
      float[] gradient,
      int at,
      float scale) {
    int classes = nearest == 1 ? 2 : FcnQuantizer.CLASSES;
    double best = alternatives[i];
    for (int k = 1; k < classes; k++) {
      best = Math.min(best, alternatives[k * area + i]);
    }
    double expected = 0;
    double norm = 0;
    for (int k = 0; k < classes; k++) {
      double bits = Math.min(alternatives[k * area + i] - best, MOST_BITS);
      expected += p[k] * bits;
      norm += Math.exp(-bits / config.temperatureBits());
    }
    for (int k = 0; k < classes; k++) {
      double bits = Math.min(alternatives[k * area + i] - best, MOST_BITS);
      double target = Math.exp(-bits / config.temperatureBits()) / norm;
      gradient[at + k * area] =
          scale
              * (float) (p[k] * (bits - expected) + config.crossEntropyWeight() * (p[k] - target));
    }
    return expected;
  }

  static void probabilities(float[] logits, int at, int area, int nearest, double[] p) {
    int classes = nearest == 1 ? 2 : FcnQuantizer.CLASSES;
    double max = logits[at];
    for (int k = 1; k < classes; k++) {
      max = Math.max(max, logits[at + k * area]);
    }
    double norm = 0;
    for (int k = 0; k < classes; k++) {
      p[k] = Math.exp(logits[at + k * area] - max);
      norm += p[k];
    }
    for (int k = 0; k < FcnQuantizer.CLASSES; k++) {
      p[k] = k < classes ? p[k] / norm : 0;
    }
  }

  /** Adds up what the decisions by these scores cost, beside the teacher's and plain rounding's. */
  public void evaluate(float[] logits, Totals[] bySource) {
    int area = height * width;
    cost.weighRate(1);
    for (int b = 0; b < count; b++) {
      start(b);
      Totals t = bySource[blocks[b].source()];
      int[] nearest = features.levels();
      int base = b * FcnQuantizer.CLASSES * area;
      for (int i = 0; i < area; i++) {
        int teacher = blocks[b].teacher()[i];
        levels[i] = nearest[i];
        if (nearest[i] != 0) {
          levels[i] =
              FcnQuantizer.decided(
                  nearest[i],
                  logits[base + i],
                  logits[base + area + i],
                  logits[base + 2 * area + i]);
          t.decisions++;
          t.agreeing += levels[i] == teacher ? 1 : 0;
        }
      }
      double weight = weights[blocks[b].source()];
      t.network += weight * cost.cost(levels);
      for (int i = 0; i < area; i++) {
        levels[i] = blocks[b].teacher()[i];
      }
      t.teacher += weight * cost.cost(levels);
      t.nearest += weight * cost.cost(nearest);
      deadZone(blocks[b]);
      t.scalar += weight * cost.cost(levels);
      t.blocks++;
    }
  }

  /** HM's scalar quantization: 171/512 in intra slices, 85/512 in others. */
  private void deadZone(BlockStore.Block block) {
    int log2 = block.parameters().log2TrafoSize();
    int qp = block.parameters().qp();
    int shift = Scaling.qBits(log2, qp, block.parameters().bitDepth());
    boolean intra = block.parameters().sliceType() == SliceType.I;
    long offset = (intra ? 171L : 85L) << (shift - 9);
    for (int i = 0; i < height * width; i++) {
      long scaled = (long) Math.abs(block.coefficients()[i]) * Scaling.quantScale(qp);
      levels[i] = (int) Math.min((scaled + offset) >> shift, 32767);
    }
  }
}
