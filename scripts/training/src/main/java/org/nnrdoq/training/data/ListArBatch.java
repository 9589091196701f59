package org.nnrdoq.training.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.reference.SequentialHead;
import org.nnrdoq.quantizer.net.DecisionSteps;

/**
 * Blocks as an auto-regressive network over lists takes them: decides on one level after another,
 * and keeps the states on the way.
 */
public final class ListArBatch extends ListBatch {
  /** Inputs of the loop at the visited states, [input][entry]; 0 in gaps. */
  public final float[][] states;

  private final DecisionSteps prepared = new DecisionSteps();
  private final StateInputs stateInputs = new StateInputs();
  private final SequentialHead.Walk walk = new SequentialHead.Walk();
  private final float[] described = new float[StateInputs.COUNT];
  private final float[] own;
  private final float[] scores = new float[Decision.COUNT * SequentialNetwork.MAX_STEPS];
  private SequentialHead head;
  private float[][] units;

  /** As {@link ListBatch}. */
  public ListArBatch(
      ListScratch scratch,
      int channels,
      BlockStore store,
      int[] indices,
      double[] lambdaFactors,
      int units) {
    super(scratch, channels, store, indices, lambdaFactors);
    states = new float[StateInputs.COUNT][length];
    own = new float[SequentialNetwork.MAX_STEPS * units];
  }

  /**
   * Gradient of the loss by the scores of all three decisions; {@link #states} are those along
   * decisions that are drawn.
   *
   * @param head the loop
   * @param units what the trunk gives, [unit][entry]
   * @param gradient receives the gradient, [decision][entry]; 0 in gaps
   * @return mean expected cost per decision in bits above the best alternative
   */
  public double gradient(
      SequentialHead head,
      float[][] units,
      TrainConfig config,
      SplittableRandom random,
      float[][] gradient) {
    this.head = head;
    this.units = units;
    return gradient(config, random, gradient);
  }

  /** As {@link ListBatch#evaluate}, of a network with a loop. */
  public void evaluate(SequentialHead head, float[][] units, short[][] teacher, Totals[] bySource) {
    this.head = head;
    this.units = units;
    evaluate(teacher, bySource);
  }

  /** Absolute levels that the network decides on in the first block, in coding order. */
  public int[] decide(SequentialHead head, float[][] units) {
    this.head = head;
    this.units = units;
    start(0);
    decide(0, null);
    return Arrays.copyOf(decided, levels[0]);
  }

  @Override
  void decide(int b, SplittableRandom random) {
    scratch.prepare(prepared);
    SequentialNetwork.Steps steps = prepared.steps();
    for (int s = 0; s < steps.count; s++) {
      for (int u = 0; u < units.length; u++) {
        own[s * units.length + u] = units[u][starts[b] + s];
      }
    }
    head.run(
        walk,
        steps,
        own,
        (step, context, pattern, numbers, three, at) -> {
          if (random != null) {
            keepState(starts[b] + step, context, pattern, numbers);
          }
          return take(step, three, at, random);
        },
        scores);
  }

  private void keepState(int entry, int context, int pattern, float[] numbers) {
    Arrays.fill(described, 0);
    stateInputs.write(context, pattern, numbers, described, 0, 1);
    for (int i = 0; i < described.length; i++) {
      states[i][entry] = described[i];
    }
  }
}
