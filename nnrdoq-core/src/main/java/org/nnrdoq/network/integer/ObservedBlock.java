package org.nnrdoq.network.integer;

import java.util.Arrays;

/** A block that a float trunk observed, on its way through the layers that are converted. */
final class ObservedBlock {
  final FloatTrunk.Block block;
  float[] real;
  int[] integer;

  ObservedBlock(FloatTrunk.Block block) {
    this.block = block;
    real = block.features();
    integer = new int[real.length];
    for (int i = 0; i < real.length; i++) {
      integer[i] = IntegerModel.quantize(real[i]);
    }
  }

  /**
   * Whether a score that is asked for depends on a position, {@code reach} samples away at most.
   */
  boolean isSeen(int p, int reach) {
    int x = p % block.width();
    int y = p / block.width();
    long columns = ((1L << (2 * reach + 1)) - 1) << x;
    for (int v = Math.max(0, y - reach); v <= Math.min(block.height() - 1, y + reach); v++) {
      if ((((long) block.wanted()[v] & 0xffffffffL) << reach & columns) != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Collects the inputs of one position, as numbers of about the size of the real ones.
   *
   * @param from layer that takes them
   * @param inputExponent e of the integers: i stands for i * 2^-e
   * @param p position, in raster order
   * @param z receives them by input, then in raster order of the kernel; 0 outside of the block
   */
  void gather(FloatTrunk.Layer from, int inputExponent, int p, double[] z) {
    int height = block.height();
    int width = block.width();
    int area = height * width;
    int half = from.kernel() / 2;
    int at = 0;
    double unit = Math.scalb(1.0, -inputExponent);
    for (int i = 0; i < from.in(); i++) {
      for (int dy = -half; dy <= half; dy++) {
        for (int dx = -half; dx <= half; dx++) {
          int y = p / width + dy;
          int x = p % width + dx;
          boolean inside = y >= 0 && y < height && x >= 0 && x < width;
          z[at++] = inside ? integer[i * area + y * width + x] * unit : 0;
        }
      }
    }
  }

  /**
   * Replaces the integers by what a rectified layer makes of them.
   *
   * @param l the layer
   * @param blockWeights weights of the block's own inputs, by output
   * @param blockInputs how many of them the layer has; 0 after the first
   */
  void apply(IntegerLayer l, int[] blockWeights, int blockInputs) {
    int height = block.height();
    int width = block.width();
    int area = height * width;
    int half = l.kernel() / 2;
    int taps = l.kernel() * l.kernel();
    int[] out = new int[l.out() * area];
    for (int o = 0; o < l.out(); o++) {
      int bias = l.bias()[o];
      for (int i = 0; i < blockInputs; i++) {
        bias += blockWeights[o * blockInputs + i] * IntegerModel.quantize(block.blockFeatures()[i]);
      }
      Arrays.fill(out, o * area, (o + 1) * area, bias);
      for (int i = 0; i < l.in(); i++) {
        for (int k = 0; k < taps; k++) {
          int w = l.weights()[(o * l.in() + i) * taps + k];
          int dy = k / l.kernel() - half;
          int dx = k % l.kernel() - half;
          for (int y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
            for (int x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
              out[o * area + y * width + x] += w * integer[i * area + (y + dy) * width + x + dx];
            }
          }
        }
      }
      for (int p = o * area; p < (o + 1) * area; p++) {
        out[p] = Math.min(Math.max(out[p], 0) >> l.shift()[o], IntegerModel.MAX_ACTIVATION);
      }
    }
    integer = out;
  }
}
