package org.nnrdoq.training.data;

import java.util.SplittableRandom;
import org.nnrdoq.network.SequentialNetwork;
import org.nnrdoq.network.reference.SequentialHead;
import org.nnrdoq.quantizer.net.DecisionSteps;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.quantizer.net.FeatureSet;

/** A batch for a network that decides one level after another. */
public final class ArBatch extends Batch {
  /** Inputs of the head at the visited states, [batch][input][height][width]; 0 elsewhere. */
  public final float[] states;

  private final int[][] visited;
  private final DecisionSteps prepared = new DecisionSteps();
  private final StateInputs stateInputs = new StateInputs();
  private final SequentialHead.Walk walk = new SequentialHead.Walk();
  private final float[] scores = new float[SequentialNetwork.CLASSES * SequentialNetwork.MAX_STEPS];

  public ArBatch(FeatureSet set, BlockStore store, int[] indices) {
    super(set, store, indices);
    states = new float[count * StateInputs.COUNT * height * width];
    visited = new int[count][height * width];
  }

  private SequentialNetwork.Steps prepare(int b) {
    start(b);
    features.takeCosts(costs);
    prepared.prepare(blocks[b].parameters(), features, features.costs());
    return prepared.steps();
  }

  /**
   * Walks over all decisions and keeps the states on the way.
   *
   * @param trunk [batch][position][unit]
   * @param random draws decisions from the scores; {@code null} to follow the teacher
   */
  public void walk(SequentialHead head, float[] trunk, SplittableRandom random) {
    int area = height * width;
    double[] p = new double[SequentialNetwork.CLASSES];
    float[] own = new float[area * head.units()];
    for (int b = 0; b < count; b++) {
      SequentialNetwork.Steps steps = prepare(b);
      System.arraycopy(trunk, b * own.length, own, 0, own.length);
      int block = b;
      int[] nearest = features.levels();
      head.run(
          walk,
          steps,
          own,
          (step, context, pattern, numbers, s, at) -> {
            int position = steps.positions[step];
            int first = block * StateInputs.COUNT * area + position;
            stateInputs.write(context, pattern, numbers, states, first, area);
            int choice =
                random == null
                    ? taught(block, position, nearest[position])
                    : drawn(s, at, nearest[position], random, p);
            visited[block][position] =
                choice == FcnQuantizer.KEEP
                    ? nearest[position]
                    : choice == FcnQuantizer.ZERO ? 0 : nearest[position] - 1;
            return choice;
          },
          scores);
    }
  }

  private int taught(int b, int position, int nearest) {
    int level = blocks[b].teacher()[position];
    return level >= nearest
        ? FcnQuantizer.KEEP
        : level == nearest - 1 ? FcnQuantizer.MINUS_ONE : FcnQuantizer.ZERO;
  }

  private static int drawn(
      float[] scores, int at, int nearest, SplittableRandom random, double[] p) {
    probabilities(scores, at, 1, nearest, p);
    double draw = random.nextDouble();
    return draw < p[FcnQuantizer.KEEP]
        ? FcnQuantizer.KEEP
        : draw < p[FcnQuantizer.KEEP] + p[FcnQuantizer.MINUS_ONE]
            ? FcnQuantizer.MINUS_ONE
            : FcnQuantizer.ZERO;
  }

  @Override
  void draw(int b, float[] logits, boolean onPolicy, SplittableRandom random, int[] levels) {
    System.arraycopy(visited[b], 0, levels, 0, height * width);
  }

  /** Scores along the network's own best decisions, [batch][class][height][width]. */
  public float[] decide(SequentialHead head, float[] trunk) {
    int area = height * width;
    float[] logits = new float[count * SequentialNetwork.CLASSES * area];
    float[] own = new float[area * head.units()];
    for (int b = 0; b < count; b++) {
      SequentialNetwork.Steps steps = prepare(b);
      System.arraycopy(trunk, b * own.length, own, 0, own.length);
      head.run(walk, steps, own, SequentialHead.Chooser.BEST, scores);
      for (int s = 0; s < steps.count; s++) {
        for (int k = 0; k < SequentialNetwork.CLASSES; k++) {
          logits[(b * SequentialNetwork.CLASSES + k) * area + steps.positions[s]] =
              scores[SequentialNetwork.CLASSES * s + k];
        }
      }
    }
    return logits;
  }
}
