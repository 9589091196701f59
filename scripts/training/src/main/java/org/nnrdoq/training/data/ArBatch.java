package org.nnrdoq.training.data;

import java.util.SplittableRandom;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.reference.SequentialHead;
import org.nnrdoq.quantizer.net.DecisionSteps;

/** A batch for a network that decides one level after another. */
public final class ArBatch extends Batch {
  /**
   * Inputs of the head at the visited states, [input][{@link #positions}]; 0 where no decision is.
   */
  public final float[] states;

  private final int[][] visited;
  private final int[] taught = new int[1024];
  private final DecisionSteps prepared = new DecisionSteps();
  private final StateInputs stateInputs = new StateInputs();
  private final SequentialHead.Walk walk = new SequentialHead.Walk();
  private final float[] scores = new float[Decision.COUNT * SequentialNetwork.MAX_STEPS];

  /** As {@link Batch}. */
  public ArBatch(
      BlockScratch scratch,
      BlockStore store,
      int[] indices,
      double[] lambdaFactors,
      LevelRule rule) {
    super(scratch, store, indices, lambdaFactors, rule);
    states = new float[StateInputs.COUNT * positions];
    visited = new int[count][height * width];
  }

  private SequentialNetwork.Steps prepare(int b) {
    start(b);
    features.takeCosts(scratch.costs);
    prepared.prepare(scratch.parameters(), features, features.costs());
    return prepared.steps();
  }

  /**
   * Walks over all decisions and keeps the states on the way.
   *
   * @param trunk what the trunk gives, [position][unit]
   * @param random draws decisions from the scores; {@code null} to follow the teacher
   */
  public void walk(SequentialHead head, float[] trunk, SplittableRandom random) {
    int area = height * width;
    double[] chances = new double[Decision.COUNT];
    float[] own = new float[area * head.units()];
    for (int b = 0; b < count; b++) {
      SequentialNetwork.Steps steps = prepare(b);
      System.arraycopy(trunk, b * own.length, own, 0, own.length);
      if (random == null) {
        scratch.teach(taught);
      }
      int block = b;
      int[] nearest = features.levels();
      head.run(
          walk,
          steps,
          own,
          (step, context, pattern, numbers, s, at) -> {
            int position = steps.positions[step];
            int row = block * area + position;
            stateInputs.write(context, pattern, numbers, states, row, positions);
            Decision choice;
            if (random == null) {
              choice = Decision.taken(nearest[position], taught[position]);
            } else {
              chances(s, at, 1, nearest[position], chances, 0);
              choice = choose(chances, 0, random);
            }
            visited[block][position] = choice.level(nearest[position]);
            return choice;
          },
          scores);
    }
  }

  /** Those along which the states were visited. */
  @Override
  void draw(int b, double[] chances, SplittableRandom random, int[] levels) {
    System.arraycopy(visited[b], 0, levels, 0, height * width);
  }

  /** Scores along the network's own best decisions, [decision][{@link #positions}]. */
  public float[] decide(SequentialHead head, float[] trunk) {
    int area = height * width;
    float[] logits = new float[Decision.COUNT * positions];
    float[] own = new float[area * head.units()];
    for (int b = 0; b < count; b++) {
      SequentialNetwork.Steps steps = prepare(b);
      System.arraycopy(trunk, b * own.length, own, 0, own.length);
      head.run(walk, steps, own, SequentialHead.Chooser.BEST, scores);
      for (int s = 0; s < steps.count; s++) {
        for (int k = 0; k < Decision.COUNT; k++) {
          logits[k * positions + b * area + steps.positions[s]] = scores[Decision.COUNT * s + k];
        }
      }
    }
    return logits;
  }
}
