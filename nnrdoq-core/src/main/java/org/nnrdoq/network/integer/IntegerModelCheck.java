package org.nnrdoq.network.integer;

import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.port.SequentialNetwork;

/** Holds a model to its bounds: sizes that fit, and sums that cannot overflow. */
final class IntegerModelCheck {
  /** Largest magnitudes of the numbers of a decision: near prices, far prices. */
  private static final long[] NUMBER_BOUNDS = {1024, 1024, 32768, 32768};

  private final String origin;
  private final IntegerModel model;

  private IntegerModelCheck(String origin, IntegerModel model) {
    this.origin = origin;
    this.model = model;
  }

  static void check(String origin, IntegerModel model) {
    new IntegerModelCheck(origin, model).check();
  }

  private void check() {
    require(model.layers().size() >= 2 && model.layers().size() <= 16, "2 to 16 layers");
    int in = model.info().features();
    int blockInputs = model.info().blockFeatures();
    long[] sums = null;
    for (int i = 0; i < model.layers().size(); i++) {
      IntegerLayer l = model.layers().get(i);
      boolean last = i == model.layers().size() - 1;
      sizes(l, in, last);
      sums = bounds(l, i == 0 ? 32768 : IntegerModel.MAX_ACTIVATION);
      if (i == 0) {
        addBlock(sums, blockInputs);
      }
      for (long bound : sums) {
        sum(bound);
      }
      in = l.out();
    }
    IntegerLayer last = model.layers().get(model.layers().size() - 1);
    if (model.head() == null) {
      require(last.out() == 3, "3 scores");
      for (int o = 0; o < 3; o++) {
        require(last.shift()[o] == last.shift()[0], "one shift for all scores");
        require((sums[o] >> last.shift()[o]) + 1 < IntegerModel.MAX_SCORE, "scores below 2^24");
      }
    } else {
      for (int s : last.shift()) {
        require(s == 0, "no shift in the last layer of a trunk");
      }
      head(model.head(), last.out(), sums);
    }
    int k = model.scoreExponent();
    require(k >= -32 && k <= 32, "a scale of scores of 2^-32 to 2^32");
  }

  private void sizes(IntegerLayer l, int in, boolean last) {
    require(l.kernel() >= 1 && l.kernel() <= 7 && l.kernel() % 2 == 1, "kernels of 1, 3, 5 or 7");
    require(l.in() == in, "layers that take what the one before gives");
    require(l.out() >= 1 && l.out() <= IntegerModel.MAX_CHANNELS, "1 to 128 channels");
    require(
        l.weights().length == l.out() * l.in() * l.kernel() * l.kernel()
            && l.bias().length == l.out()
            && l.shift().length == l.out(),
        "weights, biases and shifts for every channel");
    require(l.rectified() != last, "all layers but the last rectified");
    weights(l.weights());
    for (int s : l.shift()) {
      shift(s);
    }
  }

  private void weights(int[] weights) {
    for (int w : weights) {
      require(Math.abs((long) w) <= WeightRounding.MAX_WEIGHT, "weights within -64..64");
    }
  }

  private void halves(int[] weights) {
    for (int w : weights) {
      require(Math.abs((long) w) <= 32767, "weights of the loop within -32767..32767");
    }
  }

  private void shift(int s) {
    require(s >= 0 && s <= IntegerModel.MAX_SHIFT, "shifts of 0 to 24");
  }

  private void addBlock(long[] bounds, int inputs) {
    int[] weights = model.blockWeights();
    require(weights.length == bounds.length * inputs, "block weights for every channel of layer 0");
    weights(weights);
    for (int i = 0; i < weights.length; i++) {
      bounds[i / inputs] += Math.abs(weights[i]) * 32768L;
    }
  }

  /** Bounds of a layer's sums over inputs of at most {@code largest}. */
  static long[] bounds(IntegerLayer l, long largest) {
    long[] bounds = new long[l.out()];
    int each = l.weights().length / l.out();
    for (int o = 0; o < l.out(); o++) {
      bounds[o] = Math.abs((long) l.bias()[o]);
      for (int i = o * each; i < (o + 1) * each; i++) {
        bounds[o] += Math.abs(l.weights()[i]) * largest;
      }
    }
    return bounds;
  }

  private void sum(long bound) {
    require(bound < IntegerModel.MAX_SUM, "sums below 2^30");
  }

  private void head(IntegerHead h, int trunkUnits, long[] trunk) {
    int states = ContextAutomaton.STATES;
    int units = h.units();
    require(units == trunkUnits && h.hidden() == units - 3 && h.hidden() > 0, "3 direct units");
    require(
        h.context().length == states * units
            && h.pattern().length == ContextAutomaton.PATTERNS * units
            && h.numbers().length == SequentialNetwork.NUMBERS * units
            && h.unitShift().length == units
            && h.headWeights().length == 3 * h.hidden()
            && h.headBias().length == 3
            && h.logs().length == SequentialNetwork.MAX_STEPS + 1
            && h.next().length == states * ContextAutomaton.LEVEL_CLASSES
            && h.entering().length == 2 * states
            && h.priceRow().length == states
            && h.surroundingRow().length == states,
        "tables of the loop of the right size");
    halves(h.numbers());
    halves(h.headWeights());
    indices(h.next(), states);
    indices(h.entering(), states);
    indices(h.priceRow(), ContextAutomaton.PRICE_ROWS);
    indices(h.surroundingRow(), ContextAutomaton.SURROUNDING_ROWS - ContextAutomaton.PATTERNS + 1);
    indices(new int[] {h.start()}, states);
    for (int v : h.logs()) {
      require(v >= 0 && v <= 32767, "logs of 0 to 32767");
    }
    shift(h.scoreShift());
    for (int s : h.unitShift()) {
      shift(s);
    }
    for (long bound : unitBounds(h, trunk)) {
      sum(bound);
    }
    long bound = scoreBound(h, trunk) + largest(h.headBias(), 1, 0);
    sum(2 * bound);
    require((bound >> h.scoreShift()) + 1 < IntegerModel.MAX_SCORE, "scores below 2^24");
  }

  /** Bounds of the units of a model's loop. */
  static long[] unitBounds(IntegerModel model) {
    IntegerLayer last = model.layers().get(model.layers().size() - 1);
    return unitBounds(model.head(), bounds(last, IntegerModel.MAX_ACTIVATION));
  }

  private static long[] unitBounds(IntegerHead h, long[] trunk) {
    int units = h.units();
    long mostLog = largest(h.logs(), 1, 0);
    long[] bounds = new long[units];
    for (int u = 0; u < units; u++) {
      bounds[u] = trunk[u] + largest(h.context(), units, u) + largest(h.pattern(), units, u);
      for (int n = 0; n < SequentialNetwork.NUMBERS; n++) {
        long number = n < NUMBER_BOUNDS.length ? NUMBER_BOUNDS[n] : mostLog;
        bounds[u] += number * Math.abs((long) h.numbers()[n * units + u]);
      }
    }
    return bounds;
  }

  /** Bound of the scores before their shift, the biases not counted. */
  static long scoreBound(IntegerHead h, long[] trunk) {
    long[] units = unitBounds(h, trunk);
    long most = 0;
    for (int k = 0; k < 3; k++) {
      int direct = h.hidden() + k;
      long bound = (units[direct] >> h.unitShift()[direct]) + 1;
      for (int u = 0; u < h.hidden(); u++) {
        bound += Math.abs((long) h.headWeights()[3 * u + k]) * IntegerModel.MAX_ACTIVATION;
      }
      most = Math.max(most, bound);
    }
    return most;
  }

  private static long largest(int[] table, int units, int u) {
    long largest = 0;
    for (int i = u; i < table.length; i += units) {
      largest = Math.max(largest, Math.abs((long) table[i]));
    }
    return largest;
  }

  private void indices(int[] table, int count) {
    for (int i : table) {
      require(i >= 0 && i < count, "tables of the loop that stay inside themselves");
    }
  }

  private void require(boolean holds, String expected) {
    if (!holds) {
      throw new ModelException(
          origin + ": not an integer network: expected " + expected + "; convert it again");
    }
  }
}
