package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/**
 * The levels of a block that do not round to zero, in coding order: from the last one in scan to
 * the first. What networks over lists see of a block, since only these levels are decided on.
 *
 * <p>Levels of one coefficient group stand side by side. Mutable scratch for one thread; allocates
 * nothing after construction.
 */
public final class LevelList extends RoundedBlock {
  /** Most levels of a block. */
  public static final int MAX_LEVELS = 1024;

  /** Fractions are given in 1/256 of a step. */
  static final int STEP = 256;

  /** Largest price of a squared step, in 1/256 bit. */
  static final int MAX_BITS_PER_STEP = 65535;

  private static final int MAX_GROUPS = 64;

  private final short[] scanPositions = new short[MAX_LEVELS];
  private final int[] nearest = new int[MAX_LEVELS];
  private final byte[] fractions = new byte[MAX_LEVELS];
  private final byte[] groups = new byte[MAX_GROUPS];
  private final short[] starts = new short[MAX_GROUPS + 1];
  private ScanOrder scan;
  private int count;
  private int groupCount;
  private int bitsPerStep;

  /** Scratch. */
  public LevelList() {}

  /**
   * Lists the levels of the block that was rounded last.
   *
   * @param rateWeight what a bit counts, in lambdas; above 0
   */
  public void list(double rateWeight) {
    scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    QuantizationScale scale = QuantizationScale.of(block);
    count = 0;
    groupCount = 0;
    for (int i = scan.groups() - 1; i >= 0; i--) {
      int gx = scan.groupX(i);
      int gy = scan.groupY(i);
      boolean inside = gx < width >> 2 && gy < height >> 2;
      if (inside && groupNonZeros[gy * (width >> 2) + gx] != 0) {
        groups[groupCount] = (byte) i;
        starts[groupCount++] = (short) count;
        listGroup(i, scale);
      }
    }
    starts[groupCount] = (short) count;
    bitsPerStep = bitsPerStep(block, rateWeight);
  }

  private void listGroup(int i, QuantizationScale scale) {
    for (int n = 15; n >= 0; n--) {
      int scanPos = (i << 4) + n;
      int y = scan.y(scanPos);
      int x = scan.x(scanPos);
      int level = levels[y * width + x];
      if (level != 0) {
        scanPositions[count] = (short) scanPos;
        nearest[count] = level;
        int delta = scale.delta(scale.magnitude(source[y * sourceStride + x]), level);
        fractions[count++] = (byte) Math.min(delta, STEP / 2 - 1);
      }
    }
  }

  /** Puts decided levels where they belong in a block, with their signs; returns their sum. */
  int write(int[] decided, int[] coefficients, int[] to) {
    int sum = 0;
    for (int s = 0; s < count; s++) {
      int p = scan.position(scanPositions[s]);
      to[p] = coefficients[p] < 0 ? -decided[s] : decided[s];
      sum += decided[s];
    }
    return sum;
  }

  /** What the squared error of one step is worth, in 1/256 bit, 1..65535. */
  static int bitsPerStep(BlockParameters block, double rateWeight) {
    double bits = STEP * QuantizationScale.of(block).squaredStep() / (block.lambda() * rateWeight);
    return (int) Math.min(Math.max(Math.rint(bits), 1), MAX_BITS_PER_STEP);
  }

  /** The block. */
  BlockParameters block() {
    return block;
  }

  /** Its scan. */
  ScanOrder scan() {
    return scan;
  }

  /** Number of levels. */
  public int count() {
    return count;
  }

  /** Position in scan of a level. */
  public int scanPos(int step) {
    return scanPositions[step];
  }

  /** Index of a level in the raster of the crop. */
  public int cropPosition(int step) {
    int scanPos = scanPositions[step];
    return scan.y(scanPos) * width + scan.x(scanPos);
  }

  /** A level rounded to nearest, 1 or more. */
  public int nearest(int step) {
    return nearest[step];
  }

  /** How much the magnitude is above the nearest level, in 1/256 of a step, -128..127. */
  int fraction(int step) {
    return fractions[step];
  }

  /** Number of coefficient groups with levels. */
  int groups() {
    return groupCount;
  }

  /** Index in scan of the g-th of these groups in coding order. */
  int group(int g) {
    return groups[g];
  }

  /** First level of the g-th group; the group's levels end where the next group starts. */
  int start(int g) {
    return starts[g];
  }

  /** What the squared error of one step is worth, in 1/256 bit. */
  int bitsPerStep() {
    return bitsPerStep;
  }

  /** The groups with levels as a set, as {@link CoefficientGroup#bit} makes it. */
  long coded() {
    long coded = 0;
    for (int g = 0; g < groupCount; g++) {
      coded |= bit(g);
    }
    return coded;
  }

  /** The bit of the g-th group in such a set. */
  long bit(int g) {
    return CoefficientGroup.bit(scan.groupX(groups[g]), scan.groupY(groups[g]));
  }

  /** Which neighbours of the g-th group are coded, as {@link CoefficientGroup#prevCsbf} says. */
  int prevCsbf(int g, long coded) {
    return CoefficientGroup.prevCsbf(coded, scan.groupX(groups[g]), scan.groupY(groups[g]));
  }
}
