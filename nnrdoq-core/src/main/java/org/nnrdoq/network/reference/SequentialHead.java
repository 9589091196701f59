package org.nnrdoq.network.reference;

import java.util.Arrays;
import java.util.Map;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;

/**
 * The loop over decisions of a {@link SequentialNetwork} in plain Java: follows the context states
 * and scores each decision by a layer of hidden units.
 *
 * <p>Immutable; what one thread needs is in the {@link Walk}.
 */
public final class SequentialHead {
  private static final int START_GROUPS = SequentialNetwork.NO_GROUP + 1;

  private static final int STATES = ContextAutomaton.STATES;
  private static final int LEVEL_CLASSES = ContextAutomaton.LEVEL_CLASSES;
  private static final int NUMBERS = SequentialNetwork.NUMBERS;
  private static final int PATTERNS = ContextAutomaton.PATTERNS;

  private final int units;
  private final int[] next;
  private final int[] entering;
  private final int[] priceRow;
  private final int[] surroundingRow;
  private final float[] contextWeights;
  private final float[] patternWeights;
  private final float[] numberWeights;
  private final float[] slopes;
  private final float[] headWeights;
  private final float[] logs;
  private final int start;

  /**
   * Takes the constants of a graph.
   *
   * @param tensors by the names that {@code SequentialGraph} gives them
   * @param origin for messages
   * @throws ModelException if one is missing or does not fit the others
   */
  public SequentialHead(Map<String, OnnxGraph.Tensor> tensors, String origin) {
    Constants all = new Constants(tensors, origin);
    slopes = all.floats("head.slope", -1);
    units = slopes.length;
    next = all.indices("context.next", STATES * LEVEL_CLASSES, STATES);
    entering = all.indices("context.entering", 2 * STATES, STATES);
    priceRow = all.indices("context.priceRow", STATES, ContextAutomaton.PRICE_ROWS);
    surroundingRow =
        all.indices(
            "context.surroundingRow", STATES, ContextAutomaton.SURROUNDING_ROWS - PATTERNS + 1);
    contextWeights = all.floats("context.weight", STATES * units);
    patternWeights = all.floats("pattern.weight", PATTERNS * units);
    numberWeights = all.floats("numbers.weight", NUMBERS * units);
    headWeights = all.floats("head.weight", Decision.COUNT * units);
    logs = all.floats("logs", SequentialNetwork.MAX_STEPS + 1);
    start = all.indices("start.context", 1, STATES)[0];
  }

  /** Constants by name, checked. */
  private record Constants(Map<String, OnnxGraph.Tensor> tensors, String origin) {
    OnnxGraph.Tensor tensor(String name) {
      OnnxGraph.Tensor t = tensors.get(name);
      if (t == null) {
        throw new ModelException(origin + ": lacks the constant '" + name + "'; export it again");
      }
      return t;
    }

    /** Entries of a table of so many, each below a bound. */
    int[] indices(String name, int count, int bound) {
      long[] values = tensor(name).longs();
      if (values == null
          || values.length != count
          || Arrays.stream(values).anyMatch(v -> v < 0 || v >= bound)) {
        throw new ModelException(
            origin
                + ": constant '"
                + name
                + "': expected "
                + count
                + " integers of 0 to "
                + (bound - 1)
                + "; export it again");
      }
      return Arrays.stream(values).mapToInt(v -> (int) v).toArray();
    }

    float[] floats(String name, int count) {
      float[] values = tensor(name).floats();
      if (values == null || values.length == 0 || count >= 0 && values.length != count) {
        throw new ModelException(
            origin
                + ": constant '"
                + name
                + "': expected "
                + (count < 0 ? "" : count + " ")
                + "floats; export it again");
      }
      return values;
    }
  }

  /** Values per position that the trunk gives: hidden units, then one per class. */
  public int units() {
    return units;
  }

  /** Takes each decision as it comes. */
  public interface Chooser {
    /** Takes the decision of the highest score. */
    Chooser BEST =
        (step, context, pattern, numbers, scores, at) ->
            Decision.best(scores[at], scores[at + 1], scores[at + 2]);

    /**
     * Chooses.
     *
     * @param step index of the decision
     * @param context context state before it
     * @param pattern which neighbouring groups are coded: 1 right, 2 below
     * @param numbers {@link SequentialNetwork#NUMBERS} more inputs of the decision
     * @param scores of the decisions from {@code at} on
     */
    Decision choose(int step, int context, int pattern, float[] numbers, float[] scores, int at);
  }

  /** What one thread needs for a walk over decisions. */
  public static final class Walk {
    private final int[] coded = new int[START_GROUPS];
    private final float[] numbers = new float[NUMBERS];
    private float[] hidden = new float[0];
    private int context;
    private int count;
    private int last;
    private int previous;
  }

  private void start(Walk w) {
    Arrays.fill(w.coded, 0);
    w.context = start;
    w.count = 0;
    w.last = 0;
    w.previous = 0;
    if (w.hidden.length != units) {
      w.hidden = new float[units];
    }
  }

  /**
   * Takes all decisions of a block.
   *
   * @param steps the decisions
   * @param trunk the trunk's values, {@link #units} per position of the crop
   * @param scores receives [step][decision]
   */
  public void run(
      Walk w, SequentialNetwork.Steps steps, float[] trunk, Chooser chooser, float[] scores) {
    start(w);
    for (int s = 0; s < steps.count; s++) {
      step(w, steps, s, trunk, chooser, scores);
    }
  }

  private void step(
      Walk w,
      SequentialNetwork.Steps steps,
      int s,
      float[] trunk,
      Chooser chooser,
      float[] scores) {
    int ints = s * SequentialNetwork.STEP_INTS;
    int context = entering[w.context + steps.ints[ints]];
    int pattern = w.coded[steps.ints[ints + 2]] + 2 * w.coded[steps.ints[ints + 3]];
    int place = steps.ints[ints + 4];
    numbers(w, steps, s, context, pattern, place);
    int at = Decision.COUNT * s;
    score(w, trunk, steps.positions[s] * units, context, pattern, steps.masks, scores, at);
    Decision decision = chooser.choose(s, context, pattern, w.numbers, scores, at);
    int levelClass = steps.ints[ints + 5 + decision.ordinal()];
    w.context = next[context * LEVEL_CLASSES + levelClass];
    if (levelClass != 0) {
      w.count++;
      w.last = Math.max(w.last, place);
      w.previous = place;
      w.coded[steps.ints[ints + 1]] = 1;
    }
  }

  private void numbers(
      Walk w, SequentialNetwork.Steps steps, int s, int context, int pattern, int place) {
    steps.need(s, priceRow[context], surroundingRow[context] + pattern);
    int price = s * SequentialNetwork.PRICES + 2 * priceRow[context];
    int around = s * SequentialNetwork.SURROUNDINGS + 2 * (surroundingRow[context] + pattern);
    for (int i = 0; i < 2; i++) {
      float p = steps.prices[price + i] + steps.surroundings[around + i];
      w.numbers[i] = Math.min(Math.max(p, -1), 1);
      w.numbers[2 + i] = p * 0.25f;
    }
    w.numbers[4] = logs[w.count];
    w.numbers[5] = logs[Math.max(w.last - place, 0)];
    w.numbers[6] = logs[Math.max(w.previous - place, 0)];
  }

  private void score(
      Walk w,
      float[] trunk,
      int position,
      int context,
      int pattern,
      float[] masks,
      float[] scores,
      int at) {
    float[] h = w.hidden;
    int c = context * units;
    int p = pattern * units;
    for (int j = 0; j < units; j++) {
      h[j] = trunk[position + j] + contextWeights[c + j] + patternWeights[p + j];
    }
    for (int i = 0; i < NUMBERS; i++) {
      float v = w.numbers[i];
      int row = i * units;
      for (int j = 0; j < units; j++) {
        h[j] += v * numberWeights[row + j];
      }
    }
    float s0 = masks[at];
    float s1 = masks[at + 1];
    float s2 = masks[at + 2];
    for (int j = 0; j < units; j++) {
      float v = h[j] >= 0 ? h[j] : h[j] * slopes[j];
      s0 += v * headWeights[3 * j];
      s1 += v * headWeights[3 * j + 1];
      s2 += v * headWeights[3 * j + 2];
    }
    scores[at] = s0;
    scores[at + 1] = s1;
    scores[at + 2] = s2;
  }
}
