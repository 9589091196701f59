package org.nnrdoq.network.list;

import java.util.Arrays;
import java.util.List;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.RefinementNetwork;

/** A network over lists in plain Java: what every other backend must equal. */
public final class ListNetwork implements RefinementNetwork {
  private static final int MAX_LEVELS = 1024;

  private final ListModel model;

  /** Takes a model. */
  public ListNetwork(ListModel model) {
    this.model = model;
  }

  @Override
  public NetworkInfo info() {
    return model.info();
  }

  @Override
  public Session newSession() {
    return new ListSession();
  }

  @Override
  public void close() {}

  private final class ListSession implements Session {
    private final int channels = channels();
    private int[] inputs = new int[channels * MAX_LEVELS];
    private int[] outputs = new int[channels * MAX_LEVELS];
    private final int[] features = new int[model.info().features() * MAX_LEVELS];
    private final int[] sums = new int[MAX_LEVELS];

    @Override
    public void run(
        int batch, int height, int width, float[] levels, float[] blockFeatures, float[] logits) {
      if (height != 1 || width > MAX_LEVELS) {
        throw new IllegalArgumentException(
            height + "x" + width + ": expected lists of height 1, of at most " + MAX_LEVELS);
      }
      int each = model.info().features() * width;
      for (int b = 0; b < batch; b++) {
        for (int i = 0; i < each; i++) {
          features[i] = (int) levels[b * each + i];
          inputs[i] = features[i];
        }
        hidden(width, blockFeatures, b * model.info().blockFeatures());
        scores(width, logits, b * Decision.COUNT * width);
      }
    }

    private int channels() {
      int most = model.info().features();
      for (ListLayer l : model.layers()) {
        most = Math.max(most, l.out());
      }
      return most;
    }

    /** Runs all hidden layers; their outputs become the inputs. */
    private void hidden(int count, float[] blockFeatures, int at) {
      List<ListLayer> layers = model.layers();
      for (int i = 0; i < layers.size(); i++) {
        ListLayer l = layers.get(i);
        for (int o = 0; o < l.out(); o++) {
          int half = 1 << l.shift()[o] - 1;
          int bias = l.bias()[o] + half + (i == 0 ? rows(o, blockFeatures, at) : 0);
          Arrays.fill(sums, 0, count, bias);
          convolve(l, o, count);
          for (int s = 0; s < count; s++) {
            int value = sums[s] >> l.shift()[o];
            outputs[o * count + s] = Math.max(0, Math.min(value, ListModel.MAX_VALUE));
          }
        }
        int[] swap = inputs;
        inputs = outputs;
        outputs = swap;
      }
    }

    /** Sum of the rows that a block chose. */
    private int rows(int o, float[] blockFeatures, int at) {
      int rows = model.info().blockFeatures();
      int sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += blockFeatures[at + r] != 0 ? model.blockRows()[o * rows + r] : 0;
      }
      return sum;
    }

    private void convolve(ListLayer l, int o, int count) {
      for (int c = 0; c < l.in(); c++) {
        for (int t = 0; t < l.taps(); t++) {
          int weight = l.weights()[(o * l.in() + c) * l.taps() + t];
          int move = t - l.taps() / 2;
          int from = Math.max(0, -move);
          int to = Math.min(count, count - move);
          for (int s = from; s < to; s++) {
            sums[s] += weight * inputs[c * count + s + move];
          }
        }
      }
    }

    private void scores(int count, float[] logits, int at) {
      ListScores scores = model.scores();
      int in = scores.hidden().length / ListScores.COUNT;
      float scale = Math.scalb(1f, -scores.exponent());
      Arrays.fill(logits, at, at + count, 0);
      for (int o = 0; o < ListScores.COUNT; o++) {
        Arrays.fill(sums, 0, count, scores.bias()[o]);
        add(scores.hidden(), o, in, inputs, count);
        add(scores.direct(), o, model.info().features(), features, count);
        for (int s = 0; s < count; s++) {
          logits[at + (o + 1) * count + s] = sums[s] * scale;
        }
      }
    }

    private void add(int[] weights, int o, int in, int[] values, int count) {
      for (int c = 0; c < in; c++) {
        for (int s = 0; s < count; s++) {
          sums[s] += weights[o * in + c] * values[c * count + s];
        }
      }
    }

    @Override
    public void close() {}
  }
}
