package org.nnrdoq.network.integer;

import java.util.List;

/**
 * The convolutions of an integer model, laid out for plain Java: two sums in one {@code long}, and
 * only values that are not zero are multiplied.
 *
 * <p>With {@code w = w1 * 2^32 + w0}, {@code a * w} has both products, and sums of them both sums:
 * neither overflows ({@link IntegerModel}), so the low half borrows at most one from the high half,
 * which {@link #high} gives back. A layer is evaluated only where an output that is asked for can
 * see it. Immutable; what one thread needs is in the {@link Scratch}.
 */
final class IntegerTrunk {
  private static final int MAX_AREA = 1024;
  private static final int MAX_SIDE = 32;

  /** Pairs of outputs that one pass over the inputs sums up, each in one {@code long}. */
  private static final int PAIRS = 4;

  /** Outputs of one pass. */
  private static final int PASS = 2 * PAIRS;

  /**
   * One convolution as it is computed.
   *
   * @param source the same as the model has it
   * @param passes over the inputs, each for {@value #PASS} outputs
   * @param weights [pass][kernel row][kernel column][input][pair]
   * @param bias [pass][pair]
   */
  private record Layer(IntegerLayer source, int passes, long[] weights, long[] bias) {
    static Layer pack(IntegerLayer l) {
      int passes = (l.out() + PASS - 1) / PASS;
      int taps = l.kernel() * l.kernel();
      long[] weights = new long[passes * taps * l.in() * PAIRS];
      for (int o = 0; o < l.out(); o++) {
        for (int i = 0; i < l.in(); i++) {
          for (int k = 0; k < taps; k++) {
            int at = ((o / PASS * taps + k) * l.in() + i) * PAIRS + o % PASS / 2;
            weights[at] += half(l.weights()[(o * l.in() + i) * taps + k], o);
          }
        }
      }
      long[] bias = new long[passes * PAIRS];
      for (int o = 0; o < l.out(); o++) {
        bias[o / 2] += half(l.bias()[o], o);
      }
      return new Layer(l, passes, weights, bias);
    }
  }

  private final Layer[] layers;
  private final Layer block;
  private final int channels;
  private final int outputs;
  private int widest;

  IntegerTrunk(IntegerModel model) {
    List<IntegerLayer> sources = model.layers();
    layers = sources.stream().map(Layer::pack).toArray(Layer[]::new);
    int first = sources.get(0).out();
    int inputs = model.info().blockFeatures();
    block =
        Layer.pack(
            new IntegerLayer(
                1,
                inputs,
                first,
                false,
                model.blockWeights(),
                sources.get(0).bias(),
                sources.get(0).shift()));
    channels = model.info().features();
    outputs = sources.get(sources.size() - 1).out();
    widest = inputs;
    sources.forEach(l -> widest = Math.max(widest, Math.max(l.in(), l.out())));
  }

  /** Number of values that {@link #run} gives for each position. */
  int outputs() {
    return outputs;
  }

  private static long half(int value, int output) {
    return (output & 1) == 0 ? value : (long) value << 32;
  }

  private static int high(long pair) {
    return (int) ((pair - (int) pair) >> 32);
  }

  /** The values of a crop that are not zero, position by position. */
  private static final class Values {
    /** Index of the first value of each position. */
    final int[] start = new int[MAX_AREA + 1];

    /** Of each value, its place among weights: {@code (column * channels + channel) * PAIRS}. */
    final int[] index;

    final int[] value;

    Values(int channels) {
      index = new int[MAX_AREA * channels + 1];
      value = new int[MAX_AREA * channels + 1];
    }
  }

  /** Memory of one thread. */
  final class Scratch {
    /** Positions whose outputs are asked for: bit x of element y; callers set them. */
    final int[] wanted = new int[MAX_SIDE];

    private final int[][] needed = new int[layers.length][MAX_SIDE];
    private final int[] sums = new int[(widest + PASS - 1) / PASS * PASS];
    private final long[] pairs = new long[block.bias.length];
    private Values from = new Values(widest);
    private Values to = new Values(widest);
  }

  /**
   * Evaluates one crop where {@link Scratch#wanted} says.
   *
   * @param height rows of the crop
   * @param width columns of the crop
   * @param features inputs per position, [channel][height][width] from {@code featuresAt} on
   * @param blockFeatures inputs per block, from {@code blockAt} on
   * @param out receives the sums of the last layer without any shift, [position][output]; positions
   *     that are not wanted are left alone
   */
  void run(
      Scratch s,
      int height,
      int width,
      float[] features,
      int featuresAt,
      float[] blockFeatures,
      int blockAt,
      int[] out) {
    spread(s, height, width);
    block(s, blockFeatures, blockAt);
    inputs(s, height, width, features, featuresAt);
    for (int l = 0; l < layers.length; l++) {
      convolve(s, l, height, width, out);
      Values t = s.from;
      s.from = s.to;
      s.to = t;
    }
  }

  /** Finds where each layer is needed, from the last to the first. */
  private void spread(Scratch s, int height, int width) {
    int all = -1 >>> (MAX_SIDE - width);
    int[] need = s.wanted;
    for (int l = layers.length - 1; l >= 0; l--) {
      int[] before = s.needed[l];
      System.arraycopy(need, 0, before, 0, height);
      need = before;
      if (l == 0) {
        return;
      }
      int reach = layers[l].source.kernel() / 2;
      if (reach > 0) {
        int[] wider = s.needed[l - 1];
        for (int y = 0; y < height; y++) {
          int row = 0;
          for (int v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
            row |= before[v];
          }
          for (int x = 0; x < reach; x++) {
            row |= row << 1 | row >>> 1;
          }
          wider[y] = row & all;
        }
        need = wider;
      }
    }
  }

  /** Sums up the first layer's biases and what the per-block inputs add to them. */
  private void block(Scratch s, float[] blockFeatures, int at) {
    System.arraycopy(block.bias, 0, s.pairs, 0, s.pairs.length);
    int inputs = block.source.in();
    for (int i = 0; i < inputs; i++) {
      long v = IntegerModel.quantize(blockFeatures[at + i]);
      if (v != 0) {
        for (int pass = 0; pass < block.passes; pass++) {
          int w = (pass * inputs + i) * PAIRS;
          for (int j = 0; j < PAIRS; j++) {
            s.pairs[pass * PAIRS + j] += v * block.weights[w + j];
          }
        }
      }
    }
  }

  /** Lists the inputs that are not zero. */
  private void inputs(Scratch s, int height, int width, float[] features, int at) {
    int area = height * width;
    int reach = layers[0].source.kernel() / 2;
    int[] start = s.from.start;
    int[] index = s.from.index;
    int[] value = s.from.value;
    int n = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        start[p] = n;
        if (reach == 0 && (s.needed[0][y] >>> x & 1) == 0) {
          continue;
        }
        int f = at + p;
        int row = x * channels * PAIRS;
        for (int c = 0; c < channels; c++) {
          int v = IntegerModel.quantize(features[f]);
          value[n] = v;
          index[n] = row;
          n += (v | -v) >>> 31;
          f += area;
          row += PAIRS;
        }
      }
    }
    start[area] = n;
  }

  /** Evaluates layer {@code l}. */
  private void convolve(Scratch s, int l, int height, int width, int[] out) {
    Layer layer = layers[l];
    int channels = layer.source.out();
    int[] need = s.needed[l];
    int[] start = s.to.start;
    int n = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        start[p] = n;
        if ((need[y] >>> x & 1) == 0) {
          continue;
        }
        for (int pass = 0; pass < layer.passes; pass++) {
          sum(layer, l == 0 ? s.pairs : layer.bias, s.from, pass, height, width, y, x, s.sums);
        }
        if (layer.source.rectified()) {
          n = rectify(layer.source, s, x, n);
        } else {
          System.arraycopy(s.sums, 0, out, p * channels, channels);
        }
      }
    }
    start[height * width] = n;
  }

  /** Sums up one pass of outputs of one position. */
  private static void sum(
      Layer layer,
      long[] bias,
      Values from,
      int pass,
      int height,
      int width,
      int y,
      int x,
      int[] sums) {
    int kernel = layer.source.kernel();
    int half = kernel / 2;
    int row = layer.source.in() * PAIRS;
    int left = Math.max(0, x - half);
    int right = Math.min(width, x + half + 1);
    long[] w = layer.weights;
    int[] index = from.index;
    int[] value = from.value;
    int b = pass * PAIRS;
    long s0 = bias[b];
    long s1 = bias[b + 1];
    long s2 = bias[b + 2];
    long s3 = bias[b + 3];
    for (int v = Math.max(0, y - half); v < Math.min(height, y + half + 1); v++) {
      int base = ((pass * kernel + v - y + half) * kernel + half - x) * row;
      int end = from.start[v * width + right];
      for (int n = from.start[v * width + left]; n < end; n++) {
        long a = value[n];
        int at = base + index[n];
        s0 += a * w[at];
        s1 += a * w[at + 1];
        s2 += a * w[at + 2];
        s3 += a * w[at + 3];
      }
    }
    int o = pass * PASS;
    sums[o] = (int) s0;
    sums[o + 1] = high(s0);
    sums[o + 2] = (int) s1;
    sums[o + 3] = high(s1);
    sums[o + 4] = (int) s2;
    sums[o + 5] = high(s2);
    sums[o + 6] = (int) s3;
    sums[o + 7] = high(s3);
  }

  /** Lists the activations of one position that are not zero; returns how many are listed then. */
  private static int rectify(IntegerLayer layer, Scratch s, int x, int from) {
    int[] index = s.to.index;
    int[] value = s.to.value;
    int[] shift = layer.shift();
    int channels = layer.out();
    int n = from;
    int row = x * channels * PAIRS;
    for (int o = 0; o < channels; o++) {
      int v = Math.min(Math.max(s.sums[o], 0) >> shift[o], IntegerModel.MAX_ACTIVATION);
      value[n] = v;
      index[n] = row;
      n += -v >>> 31;
      row += PAIRS;
    }
    return n;
  }
}
