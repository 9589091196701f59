package org.nnrdoq.network.integer;

import java.util.Arrays;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.port.RefinementNetwork;

/**
 * A fully-convolutional integer network in plain Java: what every other backend must equal, and
 * fast enough to encode with.
 *
 * <p>Evaluated only where a level can be lowered: where one of the features {@link
 * RefinementNetwork#FIRST_LEVEL_FLAG}.. is not 0. Scores elsewhere are 0.
 */
public final class IntegerNetwork implements RefinementNetwork {
  private final IntegerModel model;
  private final IntegerTrunk trunk;

  /**
   * Takes a model.
   *
   * @throws ModelException if it is auto-regressive
   */
  public IntegerNetwork(IntegerModel model) {
    if (model.head() != null) {
      throw new ModelException(model.info().name() + ": an auto-regressive network: expected fcn");
    }
    this.model = model;
    trunk = new IntegerTrunk(model);
  }

  @Override
  public NetworkInfo info() {
    return model.info();
  }

  @Override
  public Session newSession() {
    return new IntegerSession();
  }

  @Override
  public void close() {}

  private final class IntegerSession implements Session {
    private final IntegerTrunk.Scratch scratch = trunk.new Scratch();
    private final int[] sums = new int[trunk.outputs() * 1024];
    private final int shift = model.layers().get(model.layers().size() - 1).shift()[0];
    private final float scale = Math.scalb(1f, -model.scoreExponent());

    @Override
    public void run(
        int batch, int height, int width, float[] features, float[] blockFeatures, float[] logits) {
      int area = height * width;
      int channels = model.info().features();
      int inputs = model.info().blockFeatures();
      int classes = trunk.outputs();
      Arrays.fill(logits, 0, batch * classes * area, 0);
      for (int b = 0; b < batch; b++) {
        int at = b * channels * area;
        want(height, width, features, at + FIRST_LEVEL_FLAG * area);
        trunk.run(scratch, height, width, features, at, blockFeatures, b * inputs, sums);
        for (int y = 0; y < height; y++) {
          for (int row = scratch.wanted[y]; row != 0; row &= row - 1) {
            int p = y * width + Integer.numberOfTrailingZeros(row);
            for (int c = 0; c < classes; c++) {
              logits[(b * classes + c) * area + p] = (sums[p * classes + c] >> shift) * scale;
            }
          }
        }
      }
    }

    private void want(int height, int width, float[] features, int flags) {
      int area = height * width;
      for (int y = 0; y < height; y++) {
        int row = 0;
        for (int x = 0; x < width; x++) {
          int at = flags + y * width + x;
          boolean level =
              features[at] != 0 || features[at + area] != 0 || features[at + 2 * area] != 0;
          row |= (level ? 1 : 0) << x;
        }
        scratch.wanted[y] = row;
      }
    }

    @Override
    public void close() {}
  }
}
