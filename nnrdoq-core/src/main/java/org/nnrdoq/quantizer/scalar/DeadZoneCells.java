package org.nnrdoq.quantizer.scalar;

import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/**
 * Sorts the coefficients of a block that do not round to zero into cells; {@code adz} has one
 * threshold for each cell, and the program that fits them one histogram.
 *
 * <p>A cell is the combination of
 *
 * <ul>
 *   <li>block size (4), luma or chroma (2), intra or inter (2),
 *   <li>lambda over the squared quantization step (3),
 *   <li>nearest level 1, or above (2),
 *   <li>DC, lower or higher frequency: x + y below three quarters of the side or not (3),
 *   <li>coefficients of the 4x4 group that do not round to zero: 1, 2 to 3, 4 to 6, more (4),
 *   <li>whether the coefficient is the last of these in the block's scan (2).
 * </ul>
 *
 * <p>Mutable scratch for one thread; allocates nothing per block.
 */
public final class DeadZoneCells {
  /** Cells of one size, channel type, prediction mode and lambda class. */
  public static final int INNER_CELLS = 2 * 3 * 4 * 2;

  /** Number of cells. */
  public static final int CELLS = 4 * 2 * 2 * 3 * INNER_CELLS;

  /**
   * Limits of lambda over the squared step. HM's main configurations lie at 0.09 (intra) and, by
   * depth in the hierarchy, 0.08 to 0.3 (others).
   */
  private static final double[] LAMBDA_LIMITS = {0.12, 0.2};

  /** Number of coefficients listed. */
  private int count;

  private final int[] position = new int[32 * 32];
  private final int[] level = new int[32 * 32];
  private final int[] excess = new int[32 * 32];
  private final int[] cell = new int[32 * 32];

  /** Scratch without a block. */
  public DeadZoneCells() {}

  /**
   * Lists the coefficients that do not round to zero, from the last in scan to the first.
   *
   * @param block the block
   * @param coefficients its transform coefficients, raster order
   * @return how many there are
   */
  public int list(BlockParameters block, int[] coefficients) {
    QuantizationScale scale = QuantizationScale.of(block);
    count = 0;
    if (scale.allRoundToZero(coefficients, block.coefficients())) {
      return 0;
    }
    ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    int log2 = block.log2TrafoSize();
    int outer = outerCell(block, scale);
    int limit = 3 << (log2 - 2);
    for (int i = scan.groups() - 1; i >= 0; i--) {
      int first = count;
      for (int n = (i << 4) + 15; n >= i << 4; n--) {
        int p = scan.position(n);
        if (Math.abs(coefficients[p]) >= scale.nearestThreshold) {
          add(scale, p, coefficients[p]);
        }
      }
      int nonZeros = count - first;
      int density = nonZeros < 2 ? 0 : nonZeros < 4 ? 1 : nonZeros < 7 ? 2 : 3;
      for (int k = first; k < count; k++) {
        int x = position[k] & ((1 << log2) - 1);
        int y = position[k] >> log2;
        int frequency = x + y == 0 ? 0 : x + y < limit ? 1 : 2;
        int inner = (level[k] > 1 ? 3 : 0) + frequency;
        cell[k] = outer + (inner * 4 + density) * 2 + (k == 0 ? 1 : 0);
      }
    }
    return count;
  }

  private void add(QuantizationScale scale, int p, int coefficient) {
    int magnitude = scale.magnitude(coefficient);
    int nearest = scale.nearestLevel(magnitude);
    position[count] = p;
    level[count] = nearest;
    excess[count] = scale.delta(magnitude, nearest - 1);
    count++;
  }

  private static int outerCell(BlockParameters block, QuantizationScale scale) {
    double ratio = block.lambda() / scale.squaredStep();
    int lambdaClass = ratio < LAMBDA_LIMITS[0] ? 0 : ratio < LAMBDA_LIMITS[1] ? 1 : 2;
    int kind = (block.log2TrafoSize() - 2) * 2 + (block.isLuma() ? 0 : 1);
    int inter = block.predMode() == PredMode.INTER ? 1 : 0;
    return ((kind * 2 + inter) * 3 + lambdaClass) * INNER_CELLS;
  }

  /** Raster position of the {@code k}-th coefficient listed. */
  public int position(int k) {
    return position[k];
  }

  /** Its nearest level, at least 1. */
  public int level(int k) {
    return level[k];
  }

  /**
   * How far its magnitude lies above the level below the nearest, in 1/256 level: 128..383, more
   * only where the nearest level is the largest that can be coded.
   */
  public int excess(int k) {
    return excess[k];
  }

  /** Its cell, 0 to {@link #CELLS} - 1. */
  public int cell(int k) {
    return cell[k];
  }
}
