package org.nnrdoq.network.list;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.integer.IntegerHead;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;

/** Random networks over lists that use their bounds to the full, and inputs for them. */
public final class RandomLists {
  private final Random random;

  /** Networks and inputs from a generator that others draw from as well. */
  public RandomLists(Random random) {
    this.random = random;
  }

  /**
   * A network.
   *
   * @param set feature set of its inputs
   * @param inputs how many of them it takes
   * @param taps of each hidden layer
   */
  public ListModel model(String set, int inputs, int... taps) {
    List<ListLayer> layers = new ArrayList<>();
    int[] rows = layers(inputs, taps, layers);
    int in = layers.get(layers.size() - 1).out();
    return new ListModel("random", info("fcn", set, inputs), rows, layers, scores(in, inputs));
  }

  /**
   * An auto-regressive network.
   *
   * @param set feature set of its inputs
   * @param inputs how many of them it takes
   * @param hidden hidden units of its loop
   * @param taps of each hidden layer
   */
  public ListModel sequential(String set, int inputs, int hidden, int... taps) {
    List<ListLayer> layers = new ArrayList<>();
    int[] rows = layers(inputs, taps, layers);
    int in = layers.get(layers.size() - 1).out();
    int units = hidden + Decision.COUNT;
    int[] fromHidden = random.ints(units * in, -200, 201).toArray();
    ListLoop loop = new ListLoop(fromHidden, head(hidden));
    return new ListModel("random", info("ar", set, inputs), rows, layers, loop);
  }

  private static NetworkInfo info(String kind, String set, int inputs) {
    int tries = NetworkInfo.defaultTries(kind);
    return new NetworkInfo(
        "random", kind, "0", set, inputs, ListInputs.BLOCK_ROWS, Decision.COUNT, tries);
  }

  /** A loop with the states of H.265 and weights that let prices and states tell. */
  private IntegerHead head(int hidden) {
    int units = hidden + Decision.COUNT;
    int states = ContextAutomaton.STATES;
    ContextAutomaton.Tables tables = ContextAutomaton.tables();
    int[] numbers = random.ints(SequentialNetwork.NUMBERS * units, -1000, 1001).toArray();
    for (int k = 1; k < Decision.COUNT; k++) {
      numbers[(1 + k) * units + hidden + k] = 30000; // of what lowering and zeroing save
    }
    return new IntegerHead(
        units,
        hidden,
        random.ints(states * units, -400000, 400001).toArray(),
        random.ints(ContextAutomaton.PATTERNS * units, -400000, 400001).toArray(),
        numbers,
        random.ints(units, 7, 12).toArray(),
        random.ints(Decision.COUNT * hidden, -3, 4).toArray(),
        random.ints(Decision.COUNT, -1000, 1001).toArray(),
        5,
        4,
        random.ints(SequentialNetwork.MAX_STEPS + 1, 0, 2000).toArray(),
        tables.next(),
        tables.entering(),
        tables.priceRow(),
        tables.surroundingRow(),
        ContextAutomaton.START);
  }

  /** Adds hidden layers; returns the block's rows. */
  private int[] layers(int inputs, int[] taps, List<ListLayer> layers) {
    int in = inputs;
    int[] rows = null;
    for (int t : taps) {
      int out = 4 * (1 + random.nextInt(4));
      int[] shift = random.ints(out, 1, 13).toArray();
      int[] bias = random.ints(out, -4000, 4001).toArray();
      int most = 0;
      if (rows == null) {
        rows = random.ints(out * ListInputs.BLOCK_ROWS, -1500, 1501).toArray();
        most = 1500 * ListInputs.CHOICES;
      }
      int[] weights = new int[out * in * t];
      for (int o = 0; o < out; o++) {
        int bound = ListModel.MAX_SUM - Math.abs(bias[o]) - most - (1 << shift[o] - 1);
        fill(weights, o * in * t, in * t, bound / ListModel.MAX_VALUE);
      }
      layers.add(new ListLayer(t, in, out, weights, bias, shift));
      in = out;
    }
    return rows;
  }

  private ListScores scores(int in, int inputs) {
    int[] weights = new int[ListScores.COUNT * (in + inputs)];
    int[] bias = random.ints(ListScores.COUNT, -2000, 2001).toArray();
    for (int o = 0; o < ListScores.COUNT; o++) {
      int bound = (ListModel.MAX_SUM - Math.abs(bias[o])) / ListModel.MAX_VALUE;
      fill(weights, o * (in + inputs), in + inputs, bound);
    }
    int[] hidden = new int[ListScores.COUNT * in];
    int[] direct = new int[ListScores.COUNT * inputs];
    for (int o = 0; o < ListScores.COUNT; o++) {
      System.arraycopy(weights, o * (in + inputs), hidden, o * in, in);
      System.arraycopy(weights, o * (in + inputs) + in, direct, o * inputs, inputs);
    }
    return new ListScores(hidden, direct, bias, random.nextInt(17));
  }

  /** Draws weights whose magnitudes add up to a bound, or to what they can. */
  private void fill(int[] weights, int at, int count, int bound) {
    int budget = bound;
    for (int tries = 0; tries < 4 * count && budget > 0; tries++) {
      int i = at + random.nextInt(count);
      if (weights[i] == 0) {
        int magnitude = Math.min(budget, 1 + random.nextInt(random.nextBoolean() ? 8 : 64));
        weights[i] = random.nextBoolean() ? magnitude : -magnitude;
        budget -= magnitude;
      }
    }
  }

  /** Inputs of levels: any, with many extremes. */
  public float[] inputs(int count) {
    float[] v = new float[count];
    for (int i = 0; i < count; i++) {
      int choice = random.nextInt(6);
      v[i] = choice == 0 ? 127 : choice == 1 ? -127 : choice == 2 ? 0 : random.nextInt(255) - 127;
    }
    return v;
  }

  /** Inputs of blocks: one row of each choice. */
  public float[] blockInputs(int batch) {
    float[] v = new float[batch * ListInputs.BLOCK_ROWS];
    for (int b = 0; b < batch; b++) {
      for (int choice = 0; choice < ListInputs.CHOICES; choice++) {
        int first = ListInputs.firstRow(choice);
        int row = first + random.nextInt(ListInputs.firstRow(choice + 1) - first);
        v[b * ListInputs.BLOCK_ROWS + row] = 1;
      }
    }
    return v;
  }
}
