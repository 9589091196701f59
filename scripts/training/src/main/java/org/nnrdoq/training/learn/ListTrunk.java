package org.nnrdoq.training.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.network.list.ListLayer;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.ListScores;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.training.data.ListBatch;

/**
 * Scores of a network over lists, and their gradients, in plain arrays: a row of entries for each
 * channel, on which every multiplication by a weight is one loop.
 *
 * <p>On rounded weights activations are rounded as well, so that scores are those of the exported
 * network; gradients pass through the rounding.
 */
final class ListTrunk {
  private static final float MAX = (float) ListModel.MAX_VALUE / ListRounding.UNIT;

  /** One convolution with the gradients of its weights. */
  static final class Layer {
    final int taps;
    final int in;
    final int out;
    final float[] weights;
    final float[] bias;
    final float[] weightGradients;
    final float[] biasGradients;

    Layer(int taps, int in, int out) {
      this.taps = taps;
      this.in = in;
      this.out = out;
      weights = new float[out * in * taps];
      bias = new float[out];
      weightGradients = new float[weights.length];
      biasGradients = new float[out];
    }
  }

  private final int inputs;
  private final int outputs;
  private final List<Layer> layers = new ArrayList<>();
  private final Layer hidden;
  private final Layer direct;
  private final float[] rows;
  private final float[] rowGradients;
  private final RowTerms terms = new RowTerms();
  private final RowProducts products = new RowProducts();
  private boolean rounded;

  // Of the batch at hand.
  private ListBatch batch;
  private int length;
  private float[] inside = new float[0];
  private float[][][] values;
  private float[][][] gradients;
  private float[][] scores;

  /**
   * A network without weights yet.
   *
   * @param inputs of a level
   * @param shape taps and outputs of each hidden layer
   * @param outputs of the last layer: scores, or units of a loop over decisions
   */
  ListTrunk(int inputs, int[][] shape, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    int in = inputs;
    for (int[] layer : shape) {
      layers.add(new Layer(layer[0], in, layer[1]));
      in = layer[1];
    }
    hidden = new Layer(1, in, outputs);
    direct = scores() ? new Layer(1, inputs, outputs) : null;
    rows = new float[layers.get(0).out * ListInputs.BLOCK_ROWS];
    rowGradients = new float[rows.length];
  }

  /** Whether outputs are scores, which see the inputs past all layers, and not units of a loop. */
  private boolean scores() {
    return outputs == ListScores.COUNT;
  }

  /** Weights in the order of parameters: of each layer, of the block's rows, of the scores. */
  List<float[]> weights() {
    return all(l -> l.weights, l -> l.bias, rows);
  }

  /** Gradients in the order of {@link #weights}. */
  List<float[]> weightGradients() {
    return all(l -> l.weightGradients, l -> l.biasGradients, rowGradients);
  }

  private List<float[]> all(
      java.util.function.Function<Layer, float[]> weight,
      java.util.function.Function<Layer, float[]> bias,
      float[] blockRows) {
    List<float[]> result = new ArrayList<>();
    for (Layer l : layers) {
      result.add(weight.apply(l));
      result.add(bias.apply(l));
    }
    result.add(blockRows);
    result.add(weight.apply(hidden));
    if (direct != null) {
      result.add(weight.apply(direct));
    }
    result.add(bias.apply(hidden));
    return result;
  }

  /** Takes weights in the order of {@link #weights}, and rounds them where that is asked for. */
  void take(List<float[]> from, boolean round) {
    List<float[]> to = weights();
    for (int i = 0; i < to.size(); i++) {
      System.arraycopy(from.get(i), 0, to.get(i), 0, to.get(i).length);
    }
    rounded = round;
    if (round) {
      give(integers());
    }
  }

  /** Replaces weights by what integers stand for. */
  private void give(ListIntegers integers) {
    for (int i = 0; i < layers.size(); i++) {
      Layer l = layers.get(i);
      ListLayer whole = integers.layers().get(i);
      real(whole.weights(), l.weights, whole.shift(), 0);
      real(whole.bias(), l.bias, whole.shift(), ListRounding.UNIT_BITS);
      if (i == 0) {
        real(integers.rows(), rows, whole.shift(), ListRounding.UNIT_BITS);
      }
    }
    if (integers.scores() != null) {
      give(integers.scores());
    }
  }

  private void give(ListScores s) {
    int[] shift = new int[ListScores.COUNT];
    Arrays.fill(shift, s.exponent() - ListRounding.UNIT_BITS);
    real(s.hidden(), hidden.weights, shift, 0);
    real(s.direct(), direct.weights, shift, 0);
    real(s.bias(), hidden.bias, shift, ListRounding.UNIT_BITS);
  }

  private static void real(int[] from, float[] to, int[] exponents, int more) {
    int each = to.length / exponents.length;
    for (int i = 0; i < to.length; i++) {
      to[i] = Math.scalb((float) from[i], -exponents[i / each] - more);
    }
  }

  /** The network in integers; units of a loop are not scores, and stay real. */
  ListIntegers integers() {
    return scores()
        ? new ListIntegers(layers, rows, hidden, direct)
        : new ListIntegers(layers, rows);
  }

  /** An auto-regressive network in integers, with the constants of its loop. */
  ListModel model(NetworkInfo info, Map<String, OnnxGraph.Tensor> loop) {
    return integers().model(info, hidden, loop);
  }

  /** Multiply-accumulates of a level. */
  int macs() {
    int macs = hidden.weights.length + (direct == null ? 0 : direct.weights.length);
    for (Layer l : layers) {
      macs += l.weights.length;
    }
    return macs;
  }

  /** Scores of a batch in bits, or units, [output][entry]; valid until the next call. */
  float[][] forward(ListBatch of) {
    batch = of;
    length = of.length;
    reserve();
    Arrays.fill(inside, 0, length, 0);
    for (int b = 0; b < of.count; b++) {
      Arrays.fill(inside, of.starts[b], of.starts[b] + of.levels[b], 1);
    }
    for (int k = 0; k < inputs; k++) {
      for (int j = 0; j < length; j++) {
        values[0][k][j] = of.inputs[k][j] * (1f / ListRounding.UNIT);
      }
    }
    for (int i = 0; i < layers.size(); i++) {
      Layer l = layers.get(i);
      for (int o = 0; o < l.out; o++) {
        float[] y = values[i + 1][o];
        Arrays.fill(y, 0, length, l.bias[o]);
        if (i == 0) {
          addRows(y, o);
        }
        convolve(l, o, values[i], y);
        activate(y);
      }
    }
    for (int o = 0; o < outputs; o++) {
      Arrays.fill(scores[o], 0, length, hidden.bias[o]);
      convolve(hidden, o, values[layers.size()], scores[o]);
      if (direct != null) {
        convolve(direct, o, values[0], scores[o]);
      }
    }
    return scores;
  }

  private void reserve() {
    if (inside.length >= length) {
      return;
    }
    int room = length + length / 4;
    inside = new float[room];
    values = new float[layers.size() + 1][][];
    gradients = new float[layers.size() + 1][][];
    for (int i = 0; i < values.length; i++) {
      int channels = i == 0 ? inputs : layers.get(i - 1).out;
      values[i] = new float[channels][room];
      gradients[i] = new float[channels][room];
    }
    scores = new float[outputs][room];
  }

  private void addRows(float[] y, int o) {
    for (int b = 0; b < batch.count; b++) {
      float sum = 0;
      for (int c = 0; c < ListInputs.CHOICES; c++) {
        sum += rows[o * ListInputs.BLOCK_ROWS + batch.blockRows[b * ListInputs.CHOICES + c]];
      }
      for (int j = batch.starts[b]; j < batch.starts[b] + batch.levels[b]; j++) {
        y[j] += sum;
      }
    }
  }

  /** Adds to a row what one output of a layer makes of its inputs. */
  private void convolve(Layer l, int o, float[][] x, float[] y) {
    terms.clear();
    for (int c = 0; c < l.in; c++) {
      for (int t = 0; t < l.taps; t++) {
        terms.add(x[c], l.weights[(o * l.in + c) * l.taps + t], t - l.taps / 2);
      }
    }
    terms.addTo(y, ListBatch.GAP, length - ListBatch.GAP);
  }

  private void activate(float[] y) {
    if (rounded) {
      for (int j = 0; j < length; j++) {
        float v = Math.min(Math.max(y[j], 0), MAX);
        y[j] = (int) (v * ListRounding.UNIT + 0.5f) * (1f / ListRounding.UNIT) * inside[j];
      }
    } else {
      for (int j = 0; j < length; j++) {
        y[j] = Math.min(Math.max(y[j], 0), MAX) * inside[j];
      }
    }
  }

  /**
   * Makes the gradients of all weights.
   *
   * @param byScores gradient by the scores of the last {@link #forward}, 0 in gaps
   */
  void backward(float[][] byScores) {
    weightGradients().forEach(g -> Arrays.fill(g, 0));
    int top = layers.size();
    clear(gradients[top]);
    for (int o = 0; o < outputs; o++) {
      hidden.biasGradients[o] += sum(byScores[o]);
      weightGradients(hidden, o, byScores[o], values[top]);
      if (direct != null) {
        weightGradients(direct, o, byScores[o], values[0]);
      }
    }
    inputGradients(hidden, byScores, gradients[top]);
    for (int i = top - 1; i >= 0; i--) {
      Layer l = layers.get(i);
      for (int o = 0; o < l.out; o++) {
        float[] d = gradients[i + 1][o];
        gate(d, values[i + 1][o]);
        l.biasGradients[o] += sum(d);
        weightGradients(l, o, d, values[i]);
        if (i == 0) {
          backRows(d, o);
        }
      }
      if (i > 0) {
        clear(gradients[i]);
        inputGradients(l, gradients[i + 1], gradients[i]);
      }
    }
  }

  private void clear(float[][] rowsOfChannels) {
    for (float[] row : rowsOfChannels) {
      Arrays.fill(row, 0, length, 0);
    }
  }

  private void weightGradients(Layer l, int o, float[] d, float[][] x) {
    int first = o * l.in * l.taps;
    int count = l.in * l.taps;
    for (int k = 0; k < count; k += RowProducts.ROWS) {
      for (int r = 0; r < RowProducts.ROWS; r++) {
        int at = Math.min(k + r, count - 1);
        products.row(r, x[at / l.taps], at % l.taps - l.taps / 2);
      }
      products.multiply(d, ListBatch.GAP, length - ListBatch.GAP);
      for (int r = 0; r < Math.min(RowProducts.ROWS, count - k); r++) {
        l.weightGradients[first + k + r] += (float) products.sum(r);
      }
    }
  }

  private void inputGradients(Layer l, float[][] d, float[][] dx) {
    for (int c = 0; c < l.in; c++) {
      terms.clear();
      for (int o = 0; o < l.out; o++) {
        for (int t = 0; t < l.taps; t++) {
          terms.add(d[o], l.weights[(o * l.in + c) * l.taps + t], l.taps / 2 - t);
        }
      }
      terms.addTo(dx[c], ListBatch.GAP, length - ListBatch.GAP);
    }
  }

  private void backRows(float[] d, int o) {
    for (int b = 0; b < batch.count; b++) {
      float sum = 0;
      for (int j = batch.starts[b]; j < batch.starts[b] + batch.levels[b]; j++) {
        sum += d[j];
      }
      for (int c = 0; c < ListInputs.CHOICES; c++) {
        int row = batch.blockRows[b * ListInputs.CHOICES + c];
        rowGradients[o * ListInputs.BLOCK_ROWS + row] += sum;
      }
    }
  }

  private void gate(float[] d, float[] y) {
    for (int j = 0; j < length; j++) {
      d[j] = y[j] > 0 && y[j] < MAX ? d[j] : 0;
    }
  }

  private float sum(float[] row) {
    float sum = 0;
    for (int j = 0; j < length; j++) {
      sum += row[j];
    }
    return sum;
  }
}
