package org.nnrdoq.training.data;

import java.util.Arrays;
import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostStates;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.ResidualCoding;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.net.RoundedBlock;

/**
 * What levels of a block cost, J = D + lambda R in bits (divided by lambda), and what each
 * alternative level would change with all other levels as they are.
 *
 * <p>The rate is that of residual_coding() with context states that adapt inside the block (H.265
 * §7.3.8.11, §9.3.4.2), but for those of the last position, which are few; sign bits and the coded
 * block flag are included, sign hiding is left out. An alternative is priced by coding its
 * coefficient group again, and the next one where its ctxSet changes; that other groups then begin
 * in states a little different is left out. Mutable scratch for one thread.
 */
public final class AlternativeCosts {
  private static final Decision[] DECISIONS = Decision.values();
  private static final int MAX_GROUPS = 64;

  private float bitsPerRate = 1f / EntropyCosts.ONE_BIT;

  private BlockParameters block;
  private RoundedBlock rounded;
  private EntropyCosts costs;
  private ScanOrder scan;
  private int height;
  private int width;

  /** Levels of the whole block, raster order. */
  private final int[] levels = new int[1024];

  /** Positions in scan of each group whose level is not 0, by index of the group in scan. */
  private final int[] sigMasks = new int[MAX_GROUPS];

  private final CabacContexts before = new CabacContexts();
  private final BitCounter counter = new BitCounter();

  // Of the levels as they are, by index of the group in scan: what changes are priced against.
  private final CabacContexts[] contexts = new CabacContexts[MAX_GROUPS];
  private final int[] prevCsbf = new int[MAX_GROUPS];
  private final int[] groupRates = new int[MAX_GROUPS];
  private final boolean[] raised = new boolean[MAX_GROUPS];
  private final boolean[] raisesNext = new boolean[MAX_GROUPS];

  /** Rate of each group if its ctxSet were raised where it is not, or not where it is; or -1. */
  private final int[] otherRates = new int[MAX_GROUPS];

  private int lastGroup;

  /** Whether the group that was coded last raises the ctxSet of the next. */
  private boolean raises;

  /** Scratch. */
  public AlternativeCosts() {
    for (int i = 0; i < contexts.length; i++) {
      contexts[i] = new CabacContexts();
    }
  }

  /** Says what a bit counts from now on, in lambdas; 1 at first. */
  void weighRate(double weight) {
    bitsPerRate = (float) (weight / EntropyCosts.ONE_BIT);
  }

  /**
   * Starts on a block.
   *
   * @param roundedBlock the block, already rounded; read until the next call
   * @param entropyCosts of the block; read until the next call
   */
  public void start(
      BlockParameters parameters, RoundedBlock roundedBlock, EntropyCosts entropyCosts) {
    block = parameters;
    rounded = roundedBlock;
    costs = entropyCosts;
    height = rounded.height();
    width = rounded.width();
    scan = ScanOrder.of(parameters.log2TrafoSize(), parameters.scanIdx());
    CostStates.recover(entropyCosts, parameters.log2TrafoSize(), parameters.cIdx(), before);
    Arrays.fill(levels, 0, parameters.coefficients(), 0);
  }

  /** Cost in bits of levels given without sign, raster order of the crop. */
  public double cost(int[] candidate) {
    take(candidate);
    double error = 0;
    float[] magnitudes = rounded.magnitudes();
    for (int p = 0; p < height * width; p++) {
      double e = magnitudes[p] - candidate[p];
      error += e * e;
    }
    return error * rounded.bitsPerSquaredStep() + rate(false) * (double) bitsPerRate;
  }

  /**
   * Prices every alternative of every non-zero nearest level.
   *
   * @param candidate levels without sign, raster order of the crop
   * @param out receives J(alternative) - J(as it is) in bits, laid out [decision][height][width]
   *     with a plane for each {@link Decision}; positions with nearest level 0 are left alone
   */
  void alternatives(int[] candidate, float[] out) {
    take(candidate);
    int area = height * width;
    int base = rate(true);
    int[] nearest = rounded.levels();
    float[] magnitudes = rounded.magnitudes();
    int size = block.size();
    for (int scanPos = 0; scanPos < block.coefficients(); scanPos++) {
      int position = scan.position(scanPos);
      int p = position / size * width + position % size;
      if (position % size >= width || position / size >= height || nearest[p] == 0) {
        continue;
      }
      int now = candidate[p];
      float error = magnitudes[p] - now;
      for (Decision decision : DECISIONS) {
        int k = decision.ordinal();
        int level = decision.level(nearest[p]);
        if (level == now) {
          out[k * area + p] = 0;
        } else if (decision == Decision.ZERO && nearest[p] == 1) {
          out[k * area + p] = out[Decision.MINUS_ONE.ordinal() * area + p];
        } else {
          float e = magnitudes[p] - level;
          float distortion = (e * e - error * error) * rounded.bitsPerSquaredStep();
          out[k * area + p] = distortion + change(scanPos, level, base) * bitsPerRate;
        }
      }
    }
  }

  /** Puts a crop's levels into the block, and finds which are not 0. */
  private void take(int[] candidate) {
    int size = block.size();
    for (int y = 0; y < height; y++) {
      System.arraycopy(candidate, y * width, levels, y * size, width);
    }
    for (int i = 0; i < scan.groups(); i++) {
      boolean inside = scan.groupX(i) < width >> 2 && scan.groupY(i) < height >> 2;
      sigMasks[i] = inside ? CoefficientGroup.sigMask(scan, i, levels) : 0;
    }
  }

  /** Change of the whole rate if one level were another. */
  private int change(int scanPos, int level, int base) {
    int i = scanPos >> 4;
    int n = scanPos & 15;
    int position = scan.position(scanPos);
    int now = levels[position];
    int mask = sigMasks[i];
    int changedMask = level == 0 ? mask & ~(1 << n) : mask | 1 << n;
    boolean lastStays =
        i < lastGroup
            || i == lastGroup
                && CoefficientGroup.last(changedMask | 1) == CoefficientGroup.last(mask);
    levels[position] = level;
    sigMasks[i] = changedMask;
    int change = lastStays && mask != 0 && changedMask != 0 ? changeInGroup(i) : rate(false) - base;
    sigMasks[i] = mask;
    levels[position] = now;
    return change;
  }

  /** Change of the rate of a group, and of the next one, by a level that was changed already. */
  private int changeInGroup(int i) {
    int change = code(i, raised[i], contexts[i]) - groupRates[i];
    if (raises == raisesNext[i]) {
      return change;
    }
    int next = i - 1;
    while (next > 0 && sigMasks[next] == 0) {
      next--;
    }
    if (next < 0 || sigMasks[next] == 0) {
      return change;
    }
    if (otherRates[next] < 0) {
      otherRates[next] = code(next, !raised[next], contexts[next]);
    }
    return change + otherRates[next] - groupRates[next];
  }

  /** Rate of a group that begins in these states; says in {@link #raises} how it ends. */
  private int code(int i, boolean isRaised, CabacContexts from) {
    counter.contexts().copyFrom(from);
    return codeOn(i, isRaised);
  }

  private int codeOn(int i, boolean isRaised) {
    counter.reset();
    raises =
        ResidualCoding.writeGroup(
            counter,
            scan,
            block.cIdx(),
            i,
            i == lastGroup,
            prevCsbf[i],
            sigMasks[i],
            isRaised,
            false,
            levels);
    return (int) counter.rateQ15();
  }

  /**
   * Rate of all levels.
   *
   * @param kept whether to keep what {@link #changeInGroup} reads
   */
  private int rate(boolean kept) {
    int keptLast = lastGroup;
    int last = -1;
    long coded = 0;
    for (int i = 0; i < scan.groups(); i++) {
      if (sigMasks[i] != 0) {
        coded |= CoefficientGroup.bit(scan.groupX(i), scan.groupY(i));
        last = i;
      }
    }
    lastGroup = last;
    int rate = last < 0 ? costs.codedBlockFlag(0) : costs.codedBlockFlag(1) + lastRate(last);
    counter.contexts().copyFrom(before);
    boolean isRaised = false;
    for (int i = last; i >= 0; i--) {
      int keptCsbf = prevCsbf[i];
      prevCsbf[i] = CoefficientGroup.prevCsbf(coded, scan.groupX(i), scan.groupY(i));
      if (kept && sigMasks[i] != 0) {
        contexts[i].copyFrom(counter.contexts());
        raised[i] = isRaised;
        otherRates[i] = -1;
      }
      int groupRate = codeOn(i, isRaised);
      rate += groupRate;
      isRaised = raises;
      if (kept) {
        groupRates[i] = groupRate;
        raisesNext[i] = raises;
      } else {
        prevCsbf[i] = keptCsbf;
      }
    }
    lastGroup = kept ? last : keptLast;
    return rate;
  }

  private int lastRate(int last) {
    int scanPos = last << 4 | CoefficientGroup.last(sigMasks[last]);
    int x = scan.x(scanPos);
    int y = scan.y(scanPos);
    return RateEstimate.lastPosition(costs, block.scanIdx(), x, y);
  }
}
