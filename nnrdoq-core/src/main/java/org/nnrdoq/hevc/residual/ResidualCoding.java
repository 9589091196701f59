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
    int sigMask = CoefficientGroup.sigMask(scan, lastGroup, levels);
    while (sigMask == 0) {
      if (--lastGroup < 0) {
        throw new IllegalArgumentException("levels: all are 0, expected a coded block");
      }
      sigMask = CoefficientGroup.sigMask(scan, lastGroup, levels);
    }
    int chroma = cIdx > 0 ? 1 : 0;
    if (transformSkipEnabled && log2TrafoSize == 2) {
      sink.bin(CabacContexts.TRANSFORM_SKIP_FLAG + chroma, transformSkip ? 1 : 0);
    }
    int lastPosition = positions[(lastGroup << 4) + CoefficientGroup.last(sigMask)];
    writeLastPosition(sink, log2TrafoSize, chroma, scanIdx, lastPosition);

    long coded = 0; // the groups so far; those to the right and below come before a group
    boolean raised = false;
    for (int i = lastGroup; i >= 0; i--) {
      int gx = scan.groupX(i);
      int gy = scan.groupY(i);
      int prevCsbf = CoefficientGroup.prevCsbf(coded, gx, gy);
      if (i < lastGroup) {
        sigMask = CoefficientGroup.sigMask(scan, i, levels);
      }
      if (i == 0 || sigMask != 0) {
        coded |= CoefficientGroup.bit(gx, gy);
      }
      raised =
          writeGroup(
              sink, scan, cIdx, i, i == lastGroup, prevCsbf, sigMask, raised, signHiding, levels);
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
   * @param raised whether the group with levels that was coded before raises ctxSet; not at first
   * @param signHiding sign_data_hiding_enabled_flag
   * @param levels of the block, raster order
   * @return {@code raised} for the group coded next
   */
  public static boolean writeGroup(
      BinSink sink,
      ScanOrder scan,
      int cIdx,
      int i,
      boolean holdsLast,
      int prevCsbf,
      int sigMask,
      boolean raised,
      boolean signHiding,
      int[] levels) {
    int chroma = cIdx > 0 ? 1 : 0;
    int from = 15;
    int lowest = 0;
    if (holdsLast) {
      from = CoefficientGroup.last(sigMask) - 1;
    } else if (i > 0) {
      int csbfBase =
          CabacContexts.CODED_SUB_BLOCK_FLAG + chroma * CoefficientContexts.CODED_SUB_BLOCK_LUMA;
      sink.bin(csbfBase + CoefficientContexts.codedSubBlockFlag(prevCsbf), sigMask != 0 ? 1 : 0);
      if (sigMask == 0) {
        return raised;
      }
      lowest = sigMask == 1 ? 1 : 0;
    }
    int table =
        CoefficientContexts.sigTable(scan.log2TrafoSize(), cIdx, scan.scanIdx(), prevCsbf, i == 0);
    int sigBase = CabacContexts.SIG_COEFF_FLAG + chroma * CoefficientContexts.SIG_LUMA;
    sink.bins(sigBase, CoefficientContexts.SIG_TABLE, table, from, lowest, sigMask);
    if (sigMask == 0) {
      return raised;
    }
    int ctxSet = CoefficientContexts.ctxSet(i, cIdx, raised);
    return writeLevels(sink, levels, scan.positions, i << 4, sigMask, ctxSet, chroma, signHiding);
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
    int offset = CoefficientContexts.lastPrefixOffset(log2TrafoSize, chroma);
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
   * @return whether the group raises ctxSet of the next one
   */
  private static boolean writeLevels(
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
      int n = CoefficientGroup.last(rest);
      rest ^= 1 << n;
      int level = levels[positions[subPos + n]];
      int abs = Math.abs(level);
      signs = signs << 1 | level >>> 31;
      if (count < GroupState.MAX_GREATER1_FLAGS) {
        firstGreater1 = greater1Flags == 0 && abs > 1 ? abs : firstGreater1;
        greater1Flags = greater1Flags << 1 | (1 - abs) >>> 31;
      }
    }
    int flags = Math.min(count, GroupState.MAX_GREATER1_FLAGS);
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
    int hidden = signHiding && CoefficientGroup.hidesSign(sigMask) ? 1 : 0;
    sink.bypassBins(signs >> hidden, count - hidden);
    if (remaining) {
      writeRemaining(sink, levels, positions, subPos, sigMask);
    }
    return greater1Flags != 0;
  }

  private static void writeRemaining(
      BinSink sink, int[] levels, short[] positions, int subPos, int sigMask) {
    int state = GroupState.enter(0);
    for (int rest = sigMask; rest != 0; ) {
      int n = CoefficientGroup.last(rest);
      rest ^= 1 << n;
      int abs = Math.abs(levels[positions[subPos + n]]);
      int baseLevel = GroupState.baseLevel(state);
      if (abs >= baseLevel) {
        writeAbsLevelRemaining(sink, abs - baseLevel, GroupState.rice(state));
      }
      state = GroupState.next(state, abs);
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
