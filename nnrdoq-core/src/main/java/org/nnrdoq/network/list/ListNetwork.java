package org.nnrdoq.network.list;

import java.util.Arrays;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.RefinementNetwork;

/** A network over lists in plain Java: what every other backend must equal. */
public final class ListNetwork implements RefinementNetwork {
  private final ListModel model;

  /**
   * Takes a model.
   *
   * @throws ModelException if it is auto-regressive
   */
  public ListNetwork(ListModel model) {
    if (model.loop() != null) {
      throw new ModelException(model.info().name() + ": auto-regressive: expected fcn");
    }
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
    private final ListTrunk trunk = new ListTrunk(model);
    private final int[] sums = new int[ListTrunk.MAX_LEVELS];

    @Override
    public void run(
        int batch, int height, int width, float[] levels, float[] blockFeatures, float[] logits) {
      ListTrunk.check(height, width);
      int each = model.info().features() * width;
      for (int b = 0; b < batch; b++) {
        trunk.run(width, levels, b * each, blockFeatures, b * model.info().blockFeatures());
        scores(width, logits, b * Decision.COUNT * width);
      }
    }

    private void scores(int count, float[] logits, int at) {
      ListScores scores = model.scores();
      int in = scores.hidden().length / ListScores.COUNT;
      float scale = Math.scalb(1f, -scores.exponent());
      Arrays.fill(logits, at, at + count, 0);
      for (int o = 0; o < ListScores.COUNT; o++) {
        Arrays.fill(sums, 0, count, scores.bias()[o]);
        add(scores.hidden(), o, in, trunk.outputs(), count);
        add(scores.direct(), o, model.info().features(), trunk.features(), count);
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
