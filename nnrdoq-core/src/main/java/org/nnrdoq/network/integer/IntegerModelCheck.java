package org.nnrdoq.network.integer;

import org.nnrdoq.network.ModelException;

/** Holds a model to its bounds: sizes that fit, and sums that cannot overflow. */
final class IntegerModelCheck {
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
      IntegerHeadCheck.check(origin, model.head(), sums);
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

  /** Bounds of what the trunk of a model gives. */
  static long[] trunkBounds(IntegerModel model) {
    IntegerLayer last = model.layers().get(model.layers().size() - 1);
    return bounds(last, IntegerModel.MAX_ACTIVATION);
  }

  private void require(boolean holds, String expected) {
    if (!holds) {
      throw new ModelException(
          origin + ": not an integer network: expected " + expected + "; convert it again");
    }
  }
}
