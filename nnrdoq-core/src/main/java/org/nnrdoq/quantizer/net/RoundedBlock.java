package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.transform.Scaling;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/**
 * A block's coefficients rounded to nearest and cropped: what networks refine.
 *
 * <p>The crop is the smallest rectangle at the block's origin, with sides that are multiples of 4,
 * that holds all non-zero levels. Mutable scratch for one thread; allocates nothing after
 * construction.
 */
public class RoundedBlock {
  /** Levels of the crop without sign, raster order. */
  final int[] levels = new int[1024];

  /** Magnitudes in quantization steps, order as the levels. */
  final float[] magnitudes = new float[1024];

  /** Non-zero levels of each coefficient group of the crop, raster order. */
  final int[] groupNonZeros = new int[64];

  /** Sum of the levels of each coefficient group of the crop, raster order. */
  final int[] groupSum = new int[64];

  /** Coefficients that were rounded, the caller's. */
  int[] source;

  /** Distance of their rows. */
  int sourceStride;

  BlockParameters block;
  int height;
  int width;
  int nonZeros;
  int sum;
  float bitsPerSquaredStep;
  private double squaredStep;

  /** Scratch. */
  public RoundedBlock() {}

  /**
   * Rounds a block's coefficients to the nearest level and finds the crop.
   *
   * @param parameters what the block is
   * @param coefficients raster order, stride = {@code parameters.size()}
   * @return number of non-zero levels; if 0, nothing else here is defined
   */
  public int round(BlockParameters parameters, int[] coefficients) {
    int size = parameters.size();
    int scale = Scaling.quantScale(parameters.qp());
    int shift = Scaling.qBits(parameters.log2TrafoSize(), parameters.qp(), parameters.bitDepth());
    long half = 1L << (shift - 1);
    int threshold = (int) Math.min((half + scale - 1) / scale, Integer.MAX_VALUE);
    if (!findCrop(coefficients, size, threshold)) {
      return 0;
    }
    return roundCrop(parameters, coefficients, size);
  }

  /**
   * Rounds a block of which only the crop is at hand.
   *
   * @param parameters what the block is
   * @param rows of the crop that {@link #round} finds, a multiple of 4
   * @param columns of that crop, a multiple of 4
   * @param coefficients of the crop, raster order, stride = {@code columns}
   * @return number of non-zero levels
   */
  public int round(BlockParameters parameters, int rows, int columns, int[] coefficients) {
    height = rows;
    width = columns;
    return roundCrop(parameters, coefficients, columns);
  }

  private int roundCrop(BlockParameters parameters, int[] coefficients, int stride) {
    block = parameters;
    source = coefficients;
    sourceStride = stride;
    int scale = Scaling.quantScale(parameters.qp());
    int shift = Scaling.qBits(parameters.log2TrafoSize(), parameters.qp(), parameters.bitDepth());
    long half = 1L << (shift - 1);
    float step = 1f / (1L << shift);
    nonZeros = 0;
    sum = 0;
    int groupsPerRow = width >> 2;
    Arrays.fill(groupNonZeros, 0, (height >> 2) * groupsPerRow, 0);
    Arrays.fill(groupSum, 0, (height >> 2) * groupsPerRow, 0);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        long scaled = (long) Math.abs(coefficients[y * stride + x]) * scale;
        int level = (int) Math.min((scaled + half) >> shift, QuantizationScale.MAX_LEVEL);
        levels[y * width + x] = level;
        magnitudes[y * width + x] = scaled * step;
        if (level != 0) {
          int group = (y >> 2) * groupsPerRow + (x >> 2);
          groupNonZeros[group]++;
          groupSum[group] += level;
          nonZeros++;
          sum += level;
        }
      }
    }
    // Squared error of one step in HM's 8-bit normalisation: the transform's gain cancels.
    double stepSize = (double) (1L << (Scaling.QUANT_SHIFT + parameters.qp() / 6)) / scale;
    squaredStep = stepSize * stepSize / (1L << (2 * (parameters.bitDepth() - 8)));
    weigh(1);
    return nonZeros;
  }

  /**
   * Lets a bit of the block that was rounded last count more or less; 1 after each rounding.
   *
   * @param rateWeight what a bit counts, in lambdas; above 0
   */
  public final void weigh(double rateWeight) {
    double lambda = Math.max(block.lambda() * rateWeight, 1e-9);
    bitsPerSquaredStep = (float) Math.min(squaredStep / lambda, 1e3);
  }

  private boolean findCrop(int[] coefficients, int size, int threshold) {
    int maxX = -1;
    int maxY = -1;
    for (int y = 0; y < size; y++) {
      int row = y * size;
      for (int x = size - 1; x >= 0; x--) {
        if (Math.abs(coefficients[row + x]) >= threshold) {
          maxX = Math.max(maxX, x);
          maxY = y;
          break;
        }
      }
    }
    height = (maxY + 4) & ~3;
    width = (maxX + 4) & ~3;
    return maxY >= 0;
  }

  /** Rows of the crop, a multiple of 4. */
  public int height() {
    return height;
  }

  /** Columns of the crop, a multiple of 4. */
  public int width() {
    return width;
  }

  /** Nearest levels without sign, raster order of the crop; valid until the next block. */
  public int[] levels() {
    return levels;
  }

  /** Magnitudes in quantization steps, order as {@link #levels}. */
  public float[] magnitudes() {
    return magnitudes;
  }

  /** Squared error of one quantization step, divided by what a bit counts: its price in bits. */
  public float bitsPerSquaredStep() {
    return bitsPerSquaredStep;
  }
}
