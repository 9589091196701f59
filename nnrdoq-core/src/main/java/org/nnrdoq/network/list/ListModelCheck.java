package org.nnrdoq.network.list;

import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.integer.IntegerHeadCheck;
import org.nnrdoq.network.integer.WeightRounding;
import org.nnrdoq.network.port.Decision;

/** Holds a model to its bounds: sizes that fit, and sums that cannot leave 16 bits. */
final class ListModelCheck {
  /** All whole numbers below are floats. */
  private static final long FLOAT_INTEGERS = 1L << 24;

  private final String origin;
  private final ListModel model;

  private ListModelCheck(String origin, ListModel model) {
    this.origin = origin;
    this.model = model;
  }

  static void check(String origin, ListModel model) {
    new ListModelCheck(origin, model).check();
  }

  private void check() {
    int layers = model.layers().size();
    require(
        layers >= 1 && layers <= ListModel.MAX_LAYERS,
        "1 to " + ListModel.MAX_LAYERS + " hidden layers");
    int in = model.info().features();
    require(in >= 2 && in <= ListInputs.INPUTS && in % 2 == 0, "2 to 16 inputs, an even number");
    require(model.info().classes() == Decision.COUNT, Decision.COUNT + " classes");
    for (int i = 0; i < layers; i++) {
      ListLayer l = model.layers().get(i);
      sizes(l, in);
      long[] extra = new long[l.out()];
      if (i == 0) {
        blockRows(extra);
      }
      for (int o = 0; o < l.out(); o++) {
        long bias = Math.abs((long) l.bias()[o]) + extra[o] + (1L << l.shift()[o] - 1);
        sum(weights(l.weights(), o, l.taps() * l.in()), bias);
      }
      in = l.out();
    }
    if (model.loop() == null) {
      scores(in);
    } else {
      loop(model.loop(), in);
    }
  }

  private void loop(ListLoop l, int in) {
    int units = l.head().units();
    require(
        l.hidden().length == units * in, "weights of the last layer for every unit of the loop");
    for (int w : l.hidden()) {
      require(Math.abs((long) w) <= ListLoop.MAX_WEIGHT, "weights of units within -32767..32767");
    }
    long[] bounds = l.unitBounds();
    for (long bound : bounds) {
      require(bound >> ListLoop.UNIT_SHIFT < FLOAT_INTEGERS, "sums of units below 2^24");
    }
    IntegerHeadCheck.check(origin, l.head(), bounds);
  }

  private void sizes(ListLayer l, int in) {
    require(l.taps() == 1 || l.taps() == 3, "layers of 1 or 3 taps");
    require(l.in() == in, "layers that take what the one before gives");
    require(
        l.out() >= 4 && l.out() <= ListModel.MAX_CHANNELS && l.out() % 4 == 0,
        "4, 8, 12 or 16 outputs");
    require(
        l.weights().length == l.macs() && l.bias().length == l.out() && l.shift().length == l.out(),
        "weights, biases and shifts for every output");
    for (int s : l.shift()) {
      require(s >= 1 && s <= ListModel.MAX_SHIFT, "shifts of 1 to " + ListModel.MAX_SHIFT);
    }
  }

  /** Adds the greatest magnitude of a row to each output: a block may choose any rows. */
  private void blockRows(long[] extra) {
    int rows = ListInputs.BLOCK_ROWS;
    require(model.info().blockFeatures() == rows, rows + " rows of blocks");
    require(model.blockRows().length == extra.length * rows, "a row for every output");
    for (int o = 0; o < extra.length; o++) {
      for (int choice = 0; choice < ListInputs.CHOICES; choice++) {
        long most = 0;
        for (int r = ListInputs.firstRow(choice); r < ListInputs.firstRow(choice + 1); r++) {
          most = Math.max(most, Math.abs((long) model.blockRows()[o * rows + r]));
        }
        extra[o] += most;
      }
    }
  }

  private void scores(int in) {
    ListScores s = model.scores();
    int inputs = model.info().features();
    require(
        s.hidden().length == ListScores.COUNT * in
            && s.direct().length == ListScores.COUNT * inputs
            && s.bias().length == ListScores.COUNT,
        "weights and biases of two scores");
    require(
        s.exponent() >= 0 && s.exponent() <= ListModel.MAX_EXPONENT,
        "a scale of scores of 1 to 2^-16");
    for (int o = 0; o < ListScores.COUNT; o++) {
      long magnitude = weights(s.hidden(), o, in) + weights(s.direct(), o, inputs);
      sum(magnitude, Math.abs((long) s.bias()[o]));
    }
  }

  /** Sum of the magnitudes of an output's weights. */
  private long weights(int[] weights, int output, int each) {
    long sum = 0;
    for (int i = output * each; i < (output + 1) * each; i++) {
      long magnitude = Math.abs((long) weights[i]);
      require(magnitude <= WeightRounding.MAX_WEIGHT, "weights within -64..64");
      sum += magnitude;
    }
    return sum;
  }

  private void sum(long weights, long bias) {
    require(ListModel.MAX_VALUE * weights + bias <= ListModel.MAX_SUM, "sums of 16 bits");
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new ModelException(origin + ": not a valid network over lists: expected " + what);
    }
  }
}
