package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.CostStates;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.hevc.residual.ResidualCoding;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.shared.QuantizationScale;
import org.nnrdoq.quantizer.shared.SignHiding;

/**
 * Changes one level of a coefficient group by one after a network has decided, by D + lambda R.
 * Where signs are hidden (H.265 §7.4.9.11), every group whose parity does not match gets the change
 * that costs least. Where they are not, every group with levels gets one if it pays: networks
 * decide by what levels cost in the mean, and what the bins of a group do to each other is known
 * only when it is coded. Blocks of one group are left alone then: they gain little for the time.
 *
 * <p>Groups are taken in coding order. All changes of a group are priced under the contexts that
 * its levels lead to, with the states in which its coding begins, frozen. The most promising few
 * are then tried: the group is coded with each, with states that adapt as in the stream, and the
 * cheapest stays. Where no sign is hidden, only the first is, and only if it pays by its price.
 * What a change does to the groups coded after it is left out: trying each on the whole rest of the
 * block gains a fourteenth more where signs are hidden (models/README.md). A change may also end
 * the hiding, by bringing first and last level of the group together, and the block's last level
 * may move to either side, or a group become empty that does not hold it. Where no sign is hidden,
 * no level gets above the nearest. Mutable scratch for one thread.
 */
public final class RatedChanges {
  /** Every level of a group, up and down. */
  static final int MAX_TRIES = NetworkInfo.MAX_SIGN_HIDING_TRIES;

  private static final float BITS = 1f / EntropyCosts.ONE_BIT;

  /** A change whose price is this much above the least one, in bits, is not tried. */
  private static final float MARGIN = 1.5f;

  private static final int MAX_LEVEL = QuantizationScale.MAX_LEVEL;

  private final int[] contexts = new int[16];
  private final int[] masks = new int[64];
  private BlockParameters block;
  private ScanOrder scan;
  private RoundedBlock rounded;
  private EntropyCosts blockCosts;
  private int[] coefficients;
  private int[] levels;
  private int lastGroup;
  private long coded;
  private final int tries;
  private final int[] positions;
  private final int[] changes;
  private final float[] errors;
  private final float[] prices;
  private final BitCounter passed = new BitCounter();
  private final BitCounter trial = new BitCounter();

  /** What the bins of a group cost with the states in which its coding begins. */
  private final EntropyCosts costs = new EntropyCosts();

  private int found;
  private boolean hides;

  /**
   * Scratch.
   *
   * @param tries changes of a group that are tried to hide a sign, 1..{@link #MAX_TRIES}; with 1
   *     none is, and the price decides
   * @throws IllegalArgumentException if {@code tries} is out of range
   */
  public RatedChanges(int tries) {
    if (tries < 1 || tries > MAX_TRIES) {
      throw new IllegalArgumentException("tries=" + tries + ": expected 1.." + MAX_TRIES);
    }
    this.tries = tries;
    positions = new int[tries];
    changes = new int[tries];
    errors = new float[tries];
    prices = new float[tries];
  }

  /**
   * Changes levels so that every group that hides a sign hides the right one, or, where signs are
   * not hidden, so that groups cost less.
   *
   * @param parameters what the block is
   * @param roundedBlock the block, rounded, and weighed with what a bit counts here
   * @param entropyCosts of the block
   * @param blockCoefficients of the whole block, raster order
   * @param blockLevels signed levels of the whole block, raster order; modified
   * @param sum of absolute levels before
   * @return sum of absolute levels after
   */
  public int apply(
      BlockParameters parameters,
      RoundedBlock roundedBlock,
      EntropyCosts entropyCosts,
      int[] blockCoefficients,
      int[] blockLevels,
      int sum) {
    block = parameters;
    scan = ScanOrder.of(parameters.log2TrafoSize(), parameters.scanIdx());
    rounded = roundedBlock;
    blockCosts = entropyCosts;
    coefficients = blockCoefficients;
    levels = blockLevels;
    hides = parameters.signHiding();
    long open = hides || scan.groups() > 1 ? findOpen() : 0;
    if (open == 0) {
      return sum;
    }
    CostStates.recover(
        entropyCosts, parameters.log2TrafoSize(), parameters.cIdx(), passed.contexts());
    int total = sum;
    boolean raised = false;
    for (int i = lastGroup; ; i--) {
      int prevCsbf = CoefficientGroup.prevCsbf(coded, scan.groupX(i), scan.groupY(i));
      if ((open >>> i & 1) != 0) {
        total += change(i, prevCsbf, raised);
        open ^= 1L << i;
        if (open == 0) {
          return total;
        }
      }
      raised = code(passed, i, prevCsbf, raised);
    }
  }

  /** Finds which groups have which levels; returns those that are to change, or may. */
  private long findOpen() {
    lastGroup = -1;
    coded = 0;
    long open = 0;
    for (int i = scan.groups() - 1; i >= 0; i--) {
      boolean cropped =
          scan.groupX(i) >= rounded.width() >> 2 || scan.groupY(i) >= rounded.height() >> 2;
      masks[i] = cropped ? 0 : CoefficientGroup.sigMask(scan, i, levels);
      if (masks[i] == 0) {
        continue;
      }
      lastGroup = Math.max(lastGroup, i);
      coded |= CoefficientGroup.bit(scan.groupX(i), scan.groupY(i));
      if (!hides || SignHiding.hidesWrongSign(scan, i, levels, masks[i])) {
        open |= 1L << i;
      }
    }
    return open;
  }

  /** 1 if the coefficient is negative. */
  private int sign(int i, int n) {
    return coefficients[scan.position((i << 4) + n)] >>> 31;
  }

  /** Changes one group; returns by how much its sum grew. */
  private int change(int i, int prevCsbf, boolean raised) {
    int first = CoefficientGroup.first(masks[i]);
    int end = CoefficientGroup.last(masks[i]);
    boolean holdsLast = i == lastGroup;
    int log2 = block.log2TrafoSize();
    CostEstimator.estimate(passed.contexts(), log2, block.cIdx(), CabacContexts.CBF_LUMA, costs);
    int table = CoefficientContexts.sigTable(log2, block.cIdx(), block.scanIdx(), prevCsbf, i == 0);
    int state = GroupState.enter(CoefficientContexts.ctxSet(i, block.cIdx(), raised));
    int top = holdsLast ? end : 15;
    contexts(i, top, holdsLast, table, state);
    found = 0;
    if (holdsLast) {
      longer(i, end, table, state);
    }
    for (int n = top; n >= 0; n--) {
      prices(i, n, first, end, sign(i, first), holdsLast && n == end);
    }
    int best = hides ? fitting(i, prevCsbf, raised) : paying(i, prevCsbf, raised);
    if (best < 0) {
      return 0;
    }
    change(best);
    masks[i] = CoefficientGroup.sigMask(scan, i, levels);
    if (masks[i] == 0) {
      coded &= ~CoefficientGroup.bit(scan.groupX(i), scan.groupY(i));
    }
    return changes[best];
  }

  /** Index of the change that makes the group fit. */
  private int fitting(int i, int prevCsbf, boolean raised) {
    while (prices[found - 1] > prices[0] + MARGIN) {
      found--;
    }
    return found > 1 ? cheapest(i, prevCsbf, raised, Float.MAX_VALUE) : 0;
  }

  /** Index of a change after which the group costs less, or -1. */
  private int paying(int i, int prevCsbf, boolean raised) {
    if (found == 0 || prices[0] >= 0) {
      return -1;
    }
    found = 1;
    trial.contexts().copyFrom(passed.contexts());
    code(trial, i, prevCsbf, raised);
    return cheapest(i, prevCsbf, raised, rate(i) * BITS);
  }

  /** Tries the changes found; index of the cheapest, or -1 if none is below the price given. */
  private int cheapest(int i, int prevCsbf, boolean raised, float below) {
    int kept = masks[i];
    int best = -1;
    float bestPrice = below;
    for (int k = 0; k < found; k++) {
      int old = levels[positions[k]];
      change(k);
      masks[i] = CoefficientGroup.sigMask(scan, i, levels);
      trial.contexts().copyFrom(passed.contexts());
      code(trial, i, prevCsbf, raised);
      float price = errors[k] + rate(i) * BITS;
      levels[positions[k]] = old;
      if (price < bestPrice) {
        bestPrice = price;
        best = k;
      }
    }
    masks[i] = kept;
    return best;
  }

  private void change(int k) {
    int p = positions[k];
    levels[p] += coefficients[p] < 0 ? -changes[k] : changes[k];
  }

  /** Codes group {@code i}; its states adapt. Returns whether ctxSet is raised after it. */
  private boolean code(BitCounter to, int i, int prevCsbf, boolean raised) {
    to.reset();
    return ResidualCoding.writeGroup(
        to, scan, block.cIdx(), i, i == lastGroup, prevCsbf, masks[i], raised, hides, levels);
  }

  /** Rate of group {@code i} as it was just tried, in 1/32768 bit. */
  private int rate(int i) {
    int rate = (int) trial.rateQ15();
    return i == lastGroup ? rate + lastPosition(i, CoefficientGroup.last(masks[i])) : rate;
  }

  private int lastPosition(int i, int n) {
    int scanPos = (i << 4) + n;
    return RateEstimate.lastPosition(blockCosts, block.scanIdx(), scan.x(scanPos), scan.y(scanPos));
  }

  /** Considers a new last level after the block's last one, in the same group. */
  private void longer(int i, int end, int table, int state) {
    int rate =
        RateEstimate.level(costs, 1, state)
            + costs.sigCoeffFlag(CoefficientContexts.sigAt(table, end), 1)
            - lastPosition(i, end);
    for (int n = end + 1; n < 16; n++) {
      if (!mayRaise(i, n)) {
        rate += costs.sigCoeffFlag(CoefficientContexts.sigAt(table, n), 0);
        continue;
      }
      float u = rounded.magnitudes()[y(i, n) * rounded.width() + x(i, n)];
      int price = rate + lastPosition(i, n);
      consider(
          scan.position((i << 4) + n), 1, rounded.bitsPerSquaredStep() * (1 - 2 * u), price * BITS);
      rate += costs.sigCoeffFlag(CoefficientContexts.sigAt(table, n), 0);
    }
  }

  private void contexts(int i, int top, boolean holdsLast, int table, int entered) {
    int state = entered;
    for (int n = top; n >= 0; n--) {
      boolean isLast = holdsLast && n == top;
      int sigCtx = isLast ? RateEstimate.NO_SIG_FLAG : CoefficientContexts.sigAt(table, n);
      contexts[n] = RateEstimate.context(state, sigCtx);
      state = GroupState.next(state, Math.abs(levels[scan.position((i << 4) + n)]));
    }
  }

  private void prices(int i, int n, int first, int end, int sign, boolean last) {
    int scanPos = (i << 4) + n;
    int position = scan.position(scanPos);
    int level = Math.abs(levels[position]);
    int context = contexts[n];
    float u = rounded.magnitudes()[scan.y(scanPos) * rounded.width() + scan.x(scanPos)];
    float perStep = rounded.bitsPerSquaredStep();
    int rate = RateEstimate.level(costs, level, context);
    // A level raised before the first one in scan becomes the one whose sign is hidden.
    if (mayRaise(i, n) && (!hides || n > first || level > 0 || sign(i, n) == sign)) {
      int change = RateEstimate.level(costs, level + 1, context) - rate;
      change += level == 0 ? RateEstimate.sigDelta(costs, context) : 0;
      consider(position, 1, perStep * (1 - 2 * (u - level)), change * BITS);
    }
    if (level > 1 || (level == 1 && mayDrop(i, n, first, end, sign))) {
      int change = RateEstimate.level(costs, level - 1, context) - rate;
      if (level == 1) {
        change -= last ? shorter(i, n) : RateEstimate.sigDelta(costs, context);
      }
      consider(position, -1, perStep * (1 + 2 * (u - level)), change * BITS);
    }
  }

  /** Rate saved, beside its own, when the block's last level goes and the next one takes over. */
  private int shorter(int i, int n) {
    int saved = lastPosition(i, n);
    int m = n - 1;
    while (levels[scan.position((i << 4) + m)] == 0) {
      saved += costs.sigCoeffFlag(RateEstimate.sigCtx(contexts[m]), 0);
      m--;
    }
    saved += costs.sigCoeffFlag(RateEstimate.sigCtx(contexts[m]), 1);
    return saved - lastPosition(i, m);
  }

  private int x(int i, int n) {
    return scan.x((i << 4) + n);
  }

  private int y(int i, int n) {
    return scan.y((i << 4) + n);
  }

  private boolean mayRaise(int i, int n) {
    int level = Math.abs(levels[scan.position((i << 4) + n)]);
    return level < (hides ? MAX_LEVEL : rounded.levels()[y(i, n) * rounded.width() + x(i, n)]);
  }

  /** Whether a level of 1 may become 0. */
  private boolean mayDrop(int i, int n, int first, int end, int sign) {
    if (!hides) {
      return first != end || i != lastGroup;
    }
    return n != first || mayDropFirst(i, first, end, sign);
  }

  /** Whether the group fits without its first level in scan. */
  private boolean mayDropFirst(int i, int first, int end, int sign) {
    int m = CoefficientGroup.first(masks[i] & ~(1 << first));
    return !CoefficientGroup.hidesSign(m, end) || sign(i, m) == sign;
  }

  /** Remembers a change if it is among the most promising ones. */
  private void consider(int position, int change, float error, float bits) {
    float price = error + bits;
    if (found == tries && price >= prices[tries - 1]) {
      return;
    }
    int at = found < tries ? found++ : tries - 1;
    while (at > 0 && prices[at - 1] > price) {
      positions[at] = positions[at - 1];
      changes[at] = changes[at - 1];
      errors[at] = errors[at - 1];
      prices[at] = prices[at - 1];
      at--;
    }
    positions[at] = position;
    changes[at] = change;
    errors[at] = error;
    prices[at] = price;
  }
}
