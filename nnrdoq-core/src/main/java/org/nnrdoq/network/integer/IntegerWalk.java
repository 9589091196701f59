package org.nnrdoq.network.integer;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.port.SequentialNetwork.Steps;

/**
 * Takes the decisions of a block one after another, as an {@link IntegerHead} says, in plain Java.
 * For one thread.
 */
public final class IntegerWalk {
  private final IntegerHead head;
  private final int[] coded = new int[SequentialNetwork.NO_GROUP + 1];
  private final int[] numbers = new int[SequentialNetwork.NUMBERS];
  private final int[] h;
  private final float scale;
  private int[] units;
  private int context;
  private int count;
  private int last;
  private int previous;

  /** A walk of a loop. */
  public IntegerWalk(IntegerHead head) {
    this.head = head;
    h = new int[head.units()];
    scale = Math.scalb(1f, -head.scoreExponent());
  }

  /**
   * Takes all decisions.
   *
   * @param trunk what the trunk gives, [position][unit]
   * @param steps the decisions
   * @param scores receives [step][decision]
   */
  public void run(int[] trunk, Steps steps, float[] scores) {
    units = trunk;
    Arrays.fill(coded, 0);
    context = head.start();
    count = 0;
    last = 0;
    previous = 0;
    for (int s = 0; s < steps.count; s++) {
      step(steps, s, scores);
    }
  }

  private void step(Steps steps, int s, float[] scores) {
    int ints = s * SequentialNetwork.STEP_INTS;
    int state = head.entering()[context + steps.ints[ints]];
    int pattern = coded[steps.ints[ints + 2]] + 2 * coded[steps.ints[ints + 3]];
    int place = steps.ints[ints + 4];
    numbers(steps, s, state, pattern, place);
    units(steps.positions[s] * head.units(), state, pattern);
    int at = Decision.COUNT * s;
    scores(scores, at, steps.masks);
    Decision decision = Decision.best(scores[at], scores[at + 1], scores[at + 2]);
    int levelClass = steps.ints[ints + 5 + decision.ordinal()];
    context = head.next()[state * ContextAutomaton.LEVEL_CLASSES + levelClass];
    if (levelClass != 0) {
      count++;
      last = Math.max(last, place);
      previous = place;
      coded[steps.ints[ints + 1]] = 1;
    }
  }

  private void numbers(Steps steps, int s, int state, int pattern, int place) {
    int priceRow = head.priceRow()[state];
    int surroundingRow = head.surroundingRow()[state] + pattern;
    steps.need(s, priceRow, surroundingRow);
    int price = s * SequentialNetwork.PRICES + 2 * priceRow;
    int around = s * SequentialNetwork.SURROUNDINGS + 2 * surroundingRow;
    for (int i = 0; i < 2; i++) {
      float p = steps.prices[price + i] + steps.surroundings[around + i];
      numbers[i] = IntegerModel.quantize(Math.min(Math.max(p, -1), 1));
      numbers[2 + i] = IntegerModel.quantize(p * 0.25f);
    }
    numbers[4] = head.logs()[count];
    numbers[5] = head.logs()[Math.max(last - place, 0)];
    numbers[6] = head.logs()[Math.max(previous - place, 0)];
  }

  private void units(int trunkAt, int state, int pattern) {
    int n = h.length;
    int[] context = head.context();
    int[] patterns = head.pattern();
    int[] w = head.numbers();
    int c = state * n;
    int p = pattern * n;
    int n0 = numbers[0];
    int n1 = numbers[1];
    int n2 = numbers[2];
    int n3 = numbers[3];
    int n4 = numbers[4];
    int n5 = numbers[5];
    int n6 = numbers[6];
    for (int u = 0; u < n; u++) {
      h[u] =
          units[trunkAt + u]
              + context[c + u]
              + patterns[p + u]
              + n0 * w[u]
              + n1 * w[n + u]
              + n2 * w[2 * n + u]
              + n3 * w[3 * n + u]
              + n4 * w[4 * n + u]
              + n5 * w[5 * n + u]
              + n6 * w[6 * n + u];
    }
  }

  private void scores(float[] scores, int at, float[] masks) {
    int hidden = head.hidden();
    int[] shift = head.unitShift();
    int[] w = head.headWeights();
    int s0 = head.headBias()[0] + (h[hidden] >> shift[hidden]);
    int s1 = head.headBias()[1] + (h[hidden + 1] >> shift[hidden + 1]);
    int s2 = head.headBias()[2] + (h[hidden + 2] >> shift[hidden + 2]);
    for (int u = 0; u < hidden; u++) {
      int a = Math.min(Math.max(h[u], 0) >> shift[u], IntegerModel.MAX_ACTIVATION);
      s0 += a * w[3 * u];
      s1 += a * w[3 * u + 1];
      s2 += a * w[3 * u + 2];
    }
    scores[at] = (s0 >> head.scoreShift()) * scale + masks[at];
    scores[at + 1] = (s1 >> head.scoreShift()) * scale + masks[at + 1];
    scores[at + 2] = (s2 >> head.scoreShift()) * scale + masks[at + 2];
  }
}
