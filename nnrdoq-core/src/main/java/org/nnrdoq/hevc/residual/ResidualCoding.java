package org.nnrdoq.hevc.residual;

import org.nnrdoq.hevc.cabac.BinSink;
import org.nnrdoq.hevc.cabac.CabacContexts;

/**
 * The residual_coding() syntax of one transform block (H.265 §7.3.8.11, without range extensions).
 *
 * <p>Written once for the stream and for every estimate: what differs is the {@link BinSink}.
 * Stateless; allocates nothing.
 */
public final class ResidualCoding {
  /** At most this many greater1 flags per coefficient group. */
  private static final int MAX_GREATER1_FLAGS = 8;

  /** A sign is hidden if first and last level of a group are more than this far apart in scan. */
  private static final int SIGN_HIDING_DISTANCE = 3;

  private static final int MAX_RICE_PARAM = 4;

  /** coeff_abs_level_remaining has this many unary prefixes before the escape lengthens. */
  private static final int RICE_PREFIXES = 3;

  private ResidualCoding() {}

  /**
   * Codes a block.
   *
   * @param sink receives the bins
   * @param log2TrafoSize log2 of the side of the block in samples of its own component, 2..5
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @param scanIdx 0 up-right diagonal, 1 horizontal, 2 vertical
   * @param transformSkipEnabled transform_skip_enabled_flag; if set, 4x4 blocks carry
   *     transform_skip_flag
   * @param transformSkip transform_skip_flag
   * @param signHiding sign_data_hiding_enabled_flag; the parity of the levels must already agree
   *     with the signs that this hides
   * @param levels TransCoeffLevel in raster order, stride = side; each -32768..32767
   * @throws IllegalArgumentException if all levels are 0, for such a block has no residual_coding()
   */
  public static void write(
      BinSink sink,
      int log2TrafoSize,
      int cIdx,
      int scanIdx,
      boolean transformSkipEnabled,
      boolean transformSkip,
      boolean signHiding,
      int[] levels) {
    ScanOrder scan = ScanOrder.of(log2TrafoSize, scanIdx);
    short[] positions = scan.positions;
    int lastGroup = scan.groups() - 1;
    int sigMask = sigMask(scan, lastGroup, levels);
    while (sigMask == 0) {
      if (--lastGroup < 0) {
        throw new IllegalArgumentException("levels: all are 0, expected a coded block");
      }
      sigMask = sigMask(scan, lastGroup, levels);
    }
    int chroma = cIdx > 0 ? 1 : 0;
    if (transformSkipEnabled && log2TrafoSize == 2) {
      sink.bin(CabacContexts.TRANSFORM_SKIP_FLAG + chroma, transformSkip ? 1 : 0);
    }
    int lastInGroup = 31 - Integer.numberOfLeadingZeros(sigMask);
    int lastPosition = positions[(lastGroup << 4) + lastInGroup];
    writeLastPosition(sink, log2TrafoSize, chroma, scanIdx, lastPosition);

    // coded_sub_block_flag of the groups so far, on an 8x8 raster; right and below are coded before
    long coded = 0;
    int greater1Ctx = 1;
    for (int i = lastGroup; i >= 0; i--) {
      int gx = scan.groupX(i);
      int gy = scan.groupY(i);
      int prevCsbf = prevCsbf(coded, gx, gy);
      if (i < lastGroup) {
        sigMask = sigMask(scan, i, levels);
      }
      if (i == 0 || sigMask != 0) {
        coded |= 1L << (gy << 3 | gx);
      }
      greater1Ctx =
          writeGroup(
              sink,
              scan,
              cIdx,
              i,
              i == lastGroup,
              prevCsbf,
              sigMask,
              greater1Ctx,
              signHiding,
              levels);
    }
  }

  /**
   * Codes one coefficient group, not after the one that holds the last significant coefficient.
   *
   * @param sink receives the bins
   * @param scan of the block
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @param i index of the group in scan
   * @param holdsLast whether the group holds the last significant coefficient, whose position was
   *     coded before
   * @param prevCsbf bit 0: the group to the right is coded; bit 1: the group below is
   * @param sigMask bit n is set if the level at scan position n of the group is not 0
   * @param greater1Ctx after the flags of the group with levels that was coded before, 1 at first
   * @param signHiding sign_data_hiding_enabled_flag
   * @param levels of the block, raster order
   * @return greater1Ctx for the group coded next
   */
  public static int writeGroup(
      BinSink sink,
      ScanOrder scan,
      int cIdx,
      int i,
      boolean holdsLast,
      int prevCsbf,
      int sigMask,
      int greater1Ctx,
      boolean signHiding,
      int[] levels) {
    int chroma = cIdx > 0 ? 1 : 0;
    int from = 15;
    int lowest = 0;
    if (holdsLast) {
      from = 30 - Integer.numberOfLeadingZeros(sigMask);
    } else if (i > 0) {
      int csbfBase =
          CabacContexts.CODED_SUB_BLOCK_FLAG + chroma * CoefficientContexts.CODED_SUB_BLOCK_LUMA;
      sink.bin(csbfBase + CoefficientContexts.codedSubBlockFlag(prevCsbf), sigMask != 0 ? 1 : 0);
      if (sigMask == 0) {
        return greater1Ctx;
      }
      lowest = sigMask == 1 ? 1 : 0;
    }
    int table =
        CoefficientContexts.sigTable(scan.log2TrafoSize(), cIdx, scan.scanIdx(), prevCsbf, i == 0);
    int sigBase = CabacContexts.SIG_COEFF_FLAG + chroma * CoefficientContexts.SIG_LUMA;
    sink.bins(sigBase, CoefficientContexts.SIG_TABLE, table, from, lowest, sigMask);
    if (sigMask == 0) {
      return greater1Ctx;
    }
    int ctxSet = CoefficientContexts.ctxSet(i, cIdx, greater1Ctx);
    return writeLevels(sink, levels, scan.positions, i << 4, sigMask, ctxSet, chroma, signHiding);
  }

  /**
   * Which levels of a coefficient group are not 0.
   *
   * @param scan of the block
   * @param i index of the group in scan
   * @param levels of the block, raster order
   * @return bit n is set if the level at scan position n of the group is not 0
   */
  public static int sigMask(ScanOrder scan, int i, int[] levels) {
    int size = 1 << scan.log2TrafoSize();
    int origin = (scan.groupY(i) << 2) * size + (scan.groupX(i) << 2);
    int low = sigRow(levels, origin) | sigRow(levels, origin + size) << 4;
    int high = sigRow(levels, origin + 2 * size) | sigRow(levels, origin + 3 * size) << 4;
    return (scan.masks[low] | scan.masks[256 + high]) & 0xffff;
  }

  private static int sigRow(int[] levels, int from) {
    int a = levels[from];
    int b = levels[from + 1];
    int c = levels[from + 2];
    int d = levels[from + 3];
    if ((a | b | c | d) == 0) {
      return 0;
    }
    return (a | -a) >>> 31
        | ((b | -b) >>> 31) << 1
        | ((c | -c) >>> 31) << 2
        | ((d | -d) >>> 31) << 3;
  }

  /**
   * Which neighbours of a group are coded (csbfCtx of H.265 §9.3.4.2.4).
   *
   * @param coded bit 8 * gy + gx is set if the group in that column and row is coded
   * @return bit 0: the group to the right is coded; bit 1: the group below is
   */
  public static int prevCsbf(long coded, int gx, int gy) {
    int right = gx < 7 ? (int) (coded >>> (gy << 3 | gx) >>> 1) & 1 : 0;
    int below = gy < 7 ? (int) (coded >>> (gy << 3 | gx) >>> 8) & 1 : 0;
    return right | below << 1;
  }

  private static void writeLastPosition(
      BinSink sink, int log2TrafoSize, int chroma, int scanIdx, int position) {
    int x = position & ((1 << log2TrafoSize) - 1);
    int y = position >> log2TrafoSize;
    if (scanIdx == ScanOrder.VERTICAL) {
      int swap = x;
      x = y;
      y = swap;
    }
    int offset =
        CoefficientContexts.lastPrefixOffset(log2TrafoSize, chroma)
            + chroma * CoefficientContexts.LAST_PREFIX_LUMA;
    int shift = CoefficientContexts.lastPrefixShift(log2TrafoSize, chroma);
    int max = CoefficientContexts.lastPrefixMax(log2TrafoSize);
    int prefixX = CoefficientContexts.lastPrefix(x);
    int prefixY = CoefficientContexts.lastPrefix(y);
    sink.truncatedUnary(CabacContexts.LAST_SIG_COEFF_X_PREFIX + offset, shift, prefixX, max);
    sink.truncatedUnary(CabacContexts.LAST_SIG_COEFF_Y_PREFIX + offset, shift, prefixY, max);
    if (prefixX > 3) {
      sink.bypassBins(
          x - CoefficientContexts.lastSuffixBase(prefixX),
          CoefficientContexts.lastSuffixLength(prefixX));
    }
    if (prefixY > 3) {
      sink.bypassBins(
          y - CoefficientContexts.lastSuffixBase(prefixY),
          CoefficientContexts.lastSuffixLength(prefixY));
    }
  }

  /**
   * The greater1, greater2, sign and remaining bins of one group with levels.
   *
   * @return greater1Ctx after the group
   */
  private static int writeLevels(
      BinSink sink,
      int[] levels,
      short[] positions,
      int subPos,
      int sigMask,
      int ctxSet,
      int chroma,
      boolean signHiding) {
    int signs = 0;
    int greater1Flags = 0;
    int firstGreater1 = 0;
    int count = 0;
    for (int rest = sigMask; rest != 0; count++) {
      int n = 31 - Integer.numberOfLeadingZeros(rest);
      rest ^= 1 << n;
      int level = levels[positions[subPos + n]];
      int abs = Math.abs(level);
      signs = signs << 1 | level >>> 31;
      if (count < MAX_GREATER1_FLAGS) {
        firstGreater1 = greater1Flags == 0 && abs > 1 ? abs : firstGreater1;
        greater1Flags = greater1Flags << 1 | (1 - abs) >>> 31;
      }
    }
    int flags = Math.min(count, MAX_GREATER1_FLAGS);
    sink.bins(
        CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG
            + chroma * CoefficientContexts.GREATER1_LUMA
            + CoefficientContexts.greater1Flag(ctxSet, 0),
        CoefficientContexts.GREATER1_TABLE,
        CoefficientContexts.greater1Table(greater1Flags, flags),
        flags - 1,
        0,
        greater1Flags);
    // Flags say all about the levels unless there are more than 8, two above 1, or one above 2.
    boolean remaining =
        count > flags || (greater1Flags & (greater1Flags - 1)) != 0 || firstGreater1 > 2;
    if (greater1Flags != 0) {
      sink.bin(
          CabacContexts.COEFF_ABS_LEVEL_GREATER2_FLAG
              + chroma * CoefficientContexts.GREATER2_LUMA
              + ctxSet,
          firstGreater1 > 2 ? 1 : 0);
    }
    int first = Integer.numberOfTrailingZeros(sigMask);
    int last = 31 - Integer.numberOfLeadingZeros(sigMask);
    int hidden = signHiding && last - first > SIGN_HIDING_DISTANCE ? 1 : 0;
    sink.bypassBins(signs >> hidden, count - hidden);
    if (remaining) {
      writeRemaining(sink, levels, positions, subPos, sigMask);
    }
    return greater1Flags != 0 ? 0 : Math.min(flags + 1, 3);
  }

  private static void writeRemaining(
      BinSink sink, int[] levels, short[] positions, int subPos, int sigMask) {
    int rice = 0;
    int flagged = 3; // largest level that the flags can tell from the next one, plus 1
    int count = 0;
    for (int rest = sigMask; rest != 0; count++) {
      int n = 31 - Integer.numberOfLeadingZeros(rest);
      rest ^= 1 << n;
      int abs = Math.abs(levels[positions[subPos + n]]);
      int baseLevel = count < MAX_GREATER1_FLAGS ? flagged : 1;
      if (abs >= baseLevel) {
        writeAbsLevelRemaining(sink, abs - baseLevel, rice);
        if (abs > 3 << rice && rice < MAX_RICE_PARAM) {
          rice++;
        }
      }
      if (abs > 1) {
        flagged = 2;
      }
    }
  }

  /** coeff_abs_level_remaining (H.265 §9.3.3.11). */
  private static void writeAbsLevelRemaining(BinSink sink, int value, int rice) {
    if (value < RICE_PREFIXES << rice) {
      int ones = value >> rice;
      int prefix = (1 << (ones + 1)) - 2;
      sink.bypassBins(prefix << rice | (value & ((1 << rice) - 1)), ones + 1 + rice);
    } else {
      // Intervals double in length: the i-th holds 1 << (rice + i) values.
      int shifted = value - ((RICE_PREFIXES - 1) << rice);
      int length = 31 - Integer.numberOfLeadingZeros(shifted);
      int ones = RICE_PREFIXES + length - rice;
      sink.bypassBins((1 << (ones + 1)) - 2, ones + 1);
      sink.bypassBins(shifted - (1 << length), length);
    }
  }
}
