package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.port.LogTable;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * What networks see of a block: its levels as rounded to nearest, described by numbers per position
 * and per block.
 *
 * <p>The one place where features are made; quantizers and the trainer share it. Nothing outside
 * the crop is looked at, so a block and the same block with more zeros around give the same
 * features where size enters only as a per-block input. Mutable scratch for one thread; allocates
 * nothing after construction.
 *
 * <p>Per position, with {@code u} the magnitude in steps, {@code l} the nearest level, {@code log}
 * the base-2 logarithm of one plus the value:
 *
 * <pre>
 *  0  u - l, -0.5..0.5
 *  1  price of lowering l by one: its squared error in bits (divided by lambda), / 16; 0 if l = 0
 *  2..4  l = 1, l = 2, l &gt; 2
 *  5  log u / 4 (piecewise linear)
 *  6, 7  log x / 5, log y / 5
 *  8  the last non-zero position in scan
 *  9  x = y = 0
 * 10  before the last position in scan
 * 11  non-zeros in the 4x4 coefficient group / 8
 * 12  log of the group's sum of levels / 6
 * 13  log of the number of non-zeros later in scan (coded earlier) / 6
 * 14  log of the number of levels above 1 later in scan / 6
 * 15  log of the distance in scan to the last one / 6
 * 16  log of the number of non-zeros earlier in scan (coded later) / 6
 * 17, 18  the group to the right, the group below has non-zeros
 * 19  neighbourhood class of sig_coeff_flag's ctxInc / 8 (4x4: the ctxInc; else sum rules)
 * 20  greater1Ctx / 3, as if every level were coded as it is
 * 21  greater1Ctx = 0
 * 22  ctxSet is raised by the previous group
 * 23  eight greater1 flags were coded in the group already
 * 24  the group's greater2 flag was coded already
 * 25  Rice parameter / 4
 * 26  log of the distance in scan to the next non-zero earlier in scan / 5 (to the origin if none)
 * </pre>
 *
 * Features 8 to 26 of positions after the last one in scan are 0, but for 11, 12, 17 and 18. Then
 * come prices in bits with all other levels at their nearest, under the entropy costs of the block
 * ({@link FeatureSet#BLOCK_2}) or under {@link TypicalCosts} ({@link FeatureSet#BLOCK_3}); each is
 * cut to -2..8 after scaling:
 *
 * <pre>
 * 27  rate saved by lowering l by one / 8
 * 28  what lowering by one costs in all: squared error minus the rate saved / 8
 * 29  what zeroing costs in all / 16
 * 30  what emptying the whole coefficient group costs in all / 16; for all its positions
 * 31  rate of coding this position as the last one / 16
 * </pre>
 *
 * Per block: four inputs for the sizes 4x4 to 32x32, of which one is 1; whether it is chroma, and
 * Cr; intra; in an I slice, in a P slice; horizontal scan, vertical scan; transform skip; log of
 * the price of a squared step in bits / 4; QP without the bit-depth offset / 51; log of the number
 * of non-zeros / 6; log of the sum of levels / 6; the price of cbf 1 against 0 / 4, of
 * coded_sub_block_flag 1 against 0 without coded neighbours / 4, what emptying the block costs in
 * all / 32, log of the block's rate / 8.
 */
public final class BlockFeatures extends RoundedBlock {
  /** log2(1 + n). */
  private static final float[] LOG = LogTable.values();

  private static final float BITS = 1f / EntropyCosts.ONE_BIT;

  private final FeatureSet set;
  private final TypicalCosts typical = new TypicalCosts();

  // Running state of the walk over the scan.
  private boolean raised;
  private int laterNonZeros;
  private int laterAboveOne;
  private int last;
  private EntropyCosts costs;

  /** Squared error of zeroing, in bits, by scan position in the group. */
  private final float[] zeroErrors = new float[16];

  private int groupRate;
  private float blockBenefit;
  private int blockRate;

  /** Scratch for one feature set. */
  public BlockFeatures(FeatureSet set) {
    this.set = set;
  }

  /** Which inputs this makes. */
  public FeatureSet set() {
    return set;
  }

  /**
   * Chooses the entropy costs to price by, as {@link #inputs} does.
   *
   * @throws QuantizerException if the set needs entropy costs and there are none
   */
  public void takeCosts(EntropyCosts entropyCosts) {
    if (set.needsCosts() && entropyCosts == null) {
      throw new QuantizerException(
          "feature set "
              + set.id()
              + " needs entropy costs: use a model of set "
              + FeatureSet.BLOCK_3.id());
    }
    costs = set.needsCosts() ? entropyCosts : typical.of(block);
  }

  /** The entropy costs to price by: the block's own, or typical ones. */
  public EntropyCosts costs() {
    return costs;
  }

  /**
   * Writes the per-block inputs; to be called after {@link #inputs}.
   *
   * @param out receives {@link FeatureSet#blockChannels} values
   * @param offset index of the first
   */
  public void blockInputs(float[] out, int offset) {
    int log2 = block.log2TrafoSize();
    out[offset + BlockInput.IS_4X4] = log2 == 2 ? 1 : 0;
    out[offset + BlockInput.IS_8X8] = log2 == 3 ? 1 : 0;
    out[offset + BlockInput.IS_16X16] = log2 == 4 ? 1 : 0;
    out[offset + BlockInput.IS_32X32] = log2 == 5 ? 1 : 0;
    out[offset + BlockInput.IS_CHROMA] = block.cIdx() != 0 ? 1 : 0;
    out[offset + BlockInput.IS_CR] = block.cIdx() == 2 ? 1 : 0;
    out[offset + BlockInput.IS_INTRA] = block.predMode() == PredMode.INTRA ? 1 : 0;
    out[offset + BlockInput.IS_IN_I_SLICE] = block.sliceType() == SliceType.I ? 1 : 0;
    out[offset + BlockInput.IS_IN_P_SLICE] = block.sliceType() == SliceType.P ? 1 : 0;
    out[offset + BlockInput.SCAN_IS_HORIZONTAL] = block.scanIdx() == ScanOrder.HORIZONTAL ? 1 : 0;
    out[offset + BlockInput.SCAN_IS_VERTICAL] = block.scanIdx() == ScanOrder.VERTICAL ? 1 : 0;
    out[offset + BlockInput.SKIPS_TRANSFORM] = block.transformSkip() ? 1 : 0;
    out[offset + BlockInput.LOG_STEP] = log(bitsPerSquaredStep) / 4;
    out[offset + BlockInput.QP] = (block.qp() - 6 * (block.bitDepth() - 8)) / 51f;
    out[offset + BlockInput.LOG_COUNT] = LOG[nonZeros] / 6;
    out[offset + BlockInput.LOG_SUM] = LOG[Math.min(sum, LOG.length - 1)] / 6;
    int cbfDelta = costs.codedBlockFlag(1) - costs.codedBlockFlag(0);
    int csbfDelta = costs.codedSubBlockFlag(0, 1) - costs.codedSubBlockFlag(0, 0);
    out[offset + BlockInput.CODED_FLAG_RATE] = cut(cbfDelta * BITS / 4);
    out[offset + BlockInput.GROUP_FLAG_RATE] = cut(csbfDelta * BITS / 4);
    out[offset + BlockInput.EMPTYING_COST] = cut((blockBenefit - cbfDelta * BITS) / 32);
    out[offset + BlockInput.LOG_RATE] = log(blockRate * BITS) / 8;
  }

  /**
   * Writes the per-position inputs.
   *
   * @param out receives {@link FeatureSet#channels} planes of {@link #height} rows and {@link
   *     #width} columns
   * @param offset index of the first value
   * @param entropyCosts of the block; read only if the set needs them, until {@link #blockInputs}
   * @throws QuantizerException if the set needs entropy costs and there are none
   */
  public void inputs(float[] out, int offset, EntropyCosts entropyCosts) {
    takeCosts(entropyCosts);
    blockBenefit = 0;
    blockRate = 0;
    ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    int groupsPerRow = width >> 2;
    int groupRows = height >> 2;
    Arrays.fill(out, offset, offset + set.channels() * height * width, 0);
    long coded = 0;
    raised = false;
    laterNonZeros = 0;
    laterAboveOne = 0;
    last = -1;
    for (int i = scan.groups() - 1; i >= 0; i--) {
      int gx = scan.groupX(i);
      int gy = scan.groupY(i);
      if (gx >= groupsPerRow || gy >= groupRows) {
        continue;
      }
      int neighbours = CoefficientGroup.prevCsbf(coded, gx, gy);
      if (groupNonZeros[gy * groupsPerRow + gx] != 0) {
        coded |= CoefficientGroup.bit(gx, gy);
        group(out, offset, scan, i, neighbours);
        finishGroup(out, offset, scan, i, neighbours);
      } else {
        emptyGroup(out, offset, scan, i, neighbours);
      }
    }
    distanceToNext(out, offset, scan);
  }

  /** Positions of a group that holds no level: they matter as surroundings only. */
  private void emptyGroup(float[] out, int offset, ScanOrder scan, int i, int neighbours) {
    int x0 = scan.groupX(i) << 2;
    int y0 = scan.groupY(i) << 2;
    int area = height * width;
    for (int n = 0; n < 16; n++) {
      int x = x0 + (n & 3);
      int y = y0 + (n >> 2);
      int at = offset + y * width + x;
      magnitudeInputs(out, at, area, y * width + x);
      positionInputs(out, at, area, x, y, neighbours);
      if (last >= 0) {
        out[at + PositionInput.IS_BEFORE_LAST * area] = 1;
      }
    }
  }

  private void magnitudeInputs(float[] out, int at, int area, int p) {
    float u = magnitudes[p];
    int l = levels[p];
    float fraction = Math.min(u - l, 0.5f);
    out[at + PositionInput.FRACTION * area] = fraction;
    if (l != 0) {
      out[at + PositionInput.LOWERING_ERROR * area] =
          Math.min(bitsPerSquaredStep * (1 + 2 * fraction) / 16, 8);
      out[at + Math.min(PositionInput.LEVEL_IS_1 + l - 1, PositionInput.LEVEL_IS_MORE) * area] = 1;
    }
    out[at + PositionInput.LOG_MAGNITUDE * area] = log(u) / 4;
  }

  private static void positionInputs(float[] out, int at, int area, int x, int y, int neighbours) {
    out[at + PositionInput.LOG_X * area] = LOG[x] / 5;
    out[at + PositionInput.LOG_Y * area] = LOG[y] / 5;
    if (x + y == 0) {
      out[at + PositionInput.IS_DC * area] = 1;
    }
    out[at + PositionInput.RIGHT_IS_CODED * area] = neighbours & 1;
    out[at + PositionInput.BELOW_IS_CODED * area] = neighbours >> 1;
  }

  private void group(float[] out, int offset, ScanOrder scan, int i, int neighbours) {
    int area = height * width;
    int log2 = block.log2TrafoSize();
    int group = scan.groupY(i) * (width >> 2) + scan.groupX(i);
    int count = groupNonZeros[group];
    float groupCount = count / 8f;
    float groupLog = LOG[Math.min(groupSum[group], LOG.length - 1)] / 6;
    // Luma's 4x4 contexts as they are; elsewhere only the part that the neighbourhood decides.
    int sigTable = CoefficientContexts.sigTable(log2, 1, block.scanIdx(), neighbours, i == 0);
    int sigBase = log2 == 2 ? 0 : log2 == 3 ? 9 : 12;
    int rateTable =
        CoefficientContexts.sigTable(log2, block.cIdx(), block.scanIdx(), neighbours, i == 0);
    Arrays.fill(zeroErrors, 0);
    groupRate = 0;
    int state = GroupState.enter(CoefficientContexts.ctxSet(i, block.cIdx(), raised));
    for (int n = 15; n >= 0; n--) {
      int scanPos = (i << 4) + n;
      int x = scan.x(scanPos);
      int y = scan.y(scanPos);
      int p = y * width + x;
      int at = offset + p;
      magnitudeInputs(out, at, area, p);
      positionInputs(out, at, area, x, y, neighbours);
      out[at + PositionInput.GROUP_COUNT * area] = groupCount;
      out[at + PositionInput.GROUP_LOG_SUM * area] = groupLog;
      int l = levels[p];
      if (last < 0) {
        if (l == 0) {
          continue;
        }
        last = scanPos;
        out[at + PositionInput.IS_LAST * area] = 1;
      } else {
        out[at + PositionInput.IS_BEFORE_LAST * area] = 1;
      }
      out[at + PositionInput.LATER_LEVELS * area] = LOG[laterNonZeros] / 6;
      out[at + PositionInput.LATER_ABOVE_1 * area] = LOG[laterAboveOne] / 6;
      out[at + PositionInput.TO_LAST * area] = LOG[last - scanPos] / 6;
      out[at + PositionInput.EARLIER_LEVELS * area] =
          LOG[nonZeros - laterNonZeros - (l != 0 ? 1 : 0)] / 6;
      out[at + PositionInput.SIG_CONTEXT * area] =
          Math.max(CoefficientContexts.sigAt(sigTable, n) - sigBase, 0) / 8f;
      int greater1Ctx = GroupState.greater1Ctx(state);
      out[at + PositionInput.GREATER1_CONTEXT * area] = greater1Ctx / 3f;
      out[at + PositionInput.GREATER1_CONTEXT_IS_0 * area] = greater1Ctx == 0 ? 1 : 0;
      out[at + PositionInput.CONTEXT_SET_IS_RAISED * area] = raised ? 1 : 0;
      out[at + PositionInput.GREATER1_FLAGS_ARE_USED_UP * area] =
          GroupState.baseLevel(state) == 1 ? 1 : 0;
      out[at + PositionInput.GREATER2_FLAG_IS_USED_UP * area] = greater1Ctx == 0 ? 1 : 0;
      out[at + PositionInput.RICE_PARAMETER * area] = GroupState.rice(state) / 4f;
      int sigCtx =
          scanPos == last ? RateEstimate.NO_SIG_FLAG : CoefficientContexts.sigAt(rateTable, n);
      price(out, at, area, p, scan, scanPos, RateEstimate.context(state, sigCtx));
      if (l != 0) {
        state = GroupState.next(state, l);
        laterNonZeros++;
        laterAboveOne += l > 1 ? 1 : 0;
      }
    }
    raised = GroupState.raisesNext(state);
  }

  /** Prices of one position that is coded under {@code context}. */
  private void price(
      float[] out, int at, int area, int p, ScanOrder scan, int scanPos, int context) {
    int l = levels[p];
    int sigCtx = RateEstimate.sigCtx(context);
    boolean flagged = sigCtx != RateEstimate.NO_SIG_FLAG;
    int zeroRate = flagged ? costs.sigCoeffFlag(sigCtx, 0) : 0;
    if (l == 0) {
      groupRate += zeroRate;
      return;
    }
    int sig = flagged ? costs.sigCoeffFlag(sigCtx, 1) : 0;
    int rate = sig + RateEstimate.level(costs, l, context);
    int lowerRate = l == 1 ? zeroRate : sig + RateEstimate.level(costs, l - 1, context);
    float saved = (rate - lowerRate) * BITS;
    float error = magnitudes[p] - l;
    float lowerError = bitsPerSquaredStep * (1 + 2 * error);
    float zeroError = bitsPerSquaredStep * l * (2 * magnitudes[p] - l);
    out[at + PositionInput.LOWERING_RATE * area] = cut(saved / 8);
    out[at + PositionInput.LOWERING_COST * area] = cut((lowerError - saved) / 8);
    out[at + PositionInput.ZEROING_COST * area] = cut((zeroError - (rate - zeroRate) * BITS) / 16);
    int lastRate =
        RateEstimate.lastPosition(costs, block.scanIdx(), scan.x(scanPos), scan.y(scanPos));
    out[at + PositionInput.LAST_POSITION_RATE * area] = cut(lastRate * BITS / 16);
    zeroErrors[scanPos & 15] = zeroError;
    groupRate += rate;
    if (!flagged) {
      blockBenefit -= lastRate * BITS;
      blockRate += lastRate;
    }
  }

  /** Adds what only the whole group decides, and tells all its positions. */
  private void finishGroup(float[] out, int offset, ScanOrder scan, int i, int neighbours) {
    // Halves are added to halves, as the compiled kernel does: float sums depend on their order.
    for (int half = 8; half > 0; half >>= 1) {
      for (int n = 0; n < half; n++) {
        zeroErrors[n] += zeroErrors[n + half];
      }
    }
    float groupBenefit = zeroErrors[0] - groupRate * BITS;
    if (i > 0 && i != last >> 4) {
      int ctx = CoefficientContexts.codedSubBlockFlag(neighbours);
      groupBenefit -= (costs.codedSubBlockFlag(ctx, 1) - costs.codedSubBlockFlag(ctx, 0)) * BITS;
    }
    blockBenefit += groupBenefit;
    blockRate += groupRate;
    int plane = offset + PositionInput.EMPTYING_COST * height * width;
    float value = cut(groupBenefit / 16);
    for (int y = scan.groupY(i) << 2; y < (scan.groupY(i) << 2) + 4; y++) {
      int row = plane + y * width + (scan.groupX(i) << 2);
      Arrays.fill(out, row, row + 4, value);
    }
  }

  private static float cut(float v) {
    return Math.min(Math.max(v, -2), 8);
  }

  private void distanceToNext(float[] out, int offset, ScanOrder scan) {
    int plane = offset + PositionInput.TO_NEXT * height * width;
    int next = -1;
    for (int i = 0; i < scan.groups() && i << 4 <= last; i++) {
      int gx = scan.groupX(i) << 2;
      int gy = scan.groupY(i) << 2;
      if (gx >= width || gy >= height || groupNonZeros[(gy >> 2) * (width >> 2) + (gx >> 2)] == 0) {
        continue;
      }
      for (int n = 0; n < 16; n++) {
        int scanPos = (i << 4) + n;
        int p = scan.y(scanPos) * width + scan.x(scanPos);
        if (scanPos <= last) {
          out[plane + p] = LOG[scanPos - next] / 5;
        }
        if (levels[p] != 0) {
          next = scanPos;
        }
      }
    }
  }

  /** log2(1 + v), linear between powers of two: the same on every machine, and cheap. */
  private static float log(float v) {
    return (Float.floatToRawIntBits(1 + v) - 0x3f800000) * 0x1p-23f;
  }
}
