package org.nnrdoq.quantizer;

import java.util.Arrays;
import org.nnrdoq.hevc.cabac.EntropyCosts;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.SequentialNetwork;

/**
 * The decisions of one block in coding order, with what each costs in every state of {@link
 * ContextAutomaton}: the inputs of an auto-regressive network besides those of {@link
 * BlockFeatures}.
 *
 * <p>One step per level that does not round to zero, from the last one in scan to the first.
 * Mutable scratch for one thread; allocates nothing after construction.
 */
public final class DecisionSteps {
  /** Prices are given in units of so many bits. */
  public static final float UNIT_BITS = 4;

  private static final float MOST_UNITS = 8;
  private static final float SCALE = 1f / (EntropyCosts.ONE_BIT * UNIT_BITS);

  private final SequentialNetwork.Steps steps = new SequentialNetwork.Steps();
  private BlockParameters block;
  private BlockFeatures features;
  private EntropyCosts costs;
  private float errorScale;

  /** Scratch. */
  public DecisionSteps() {}

  /** The steps of the block last given to {@link #prepare}; overwritten by the next. */
  public SequentialNetwork.Steps steps() {
    return steps;
  }

  /**
   * Lists the decisions of a block.
   *
   * @param parameters what the block is
   * @param of features of the block, rounded
   * @param entropyCosts what its bins cost, or are taken to cost
   */
  public void prepare(BlockParameters parameters, BlockFeatures of, EntropyCosts entropyCosts) {
    block = parameters;
    features = of;
    costs = entropyCosts;
    errorScale = of.bitsPerSquaredStep() / UNIT_BITS;
    steps.count = 0;
    ScanOrder scan = ScanOrder.of(parameters.log2TrafoSize(), parameters.scanIdx());
    int columns = of.width() >> 2;
    int rows = of.height() >> 2;
    for (int i = scan.groups() - 1; i >= 0; i--) {
      int gx = scan.groupX(i);
      int gy = scan.groupY(i);
      if (gx < columns && gy < rows) {
        int group = gy * columns + gx;
        int right = gx + 1 < columns ? group + 1 : SequentialNetwork.NO_GROUP;
        int below = gy + 1 < rows ? group + columns : SequentialNetwork.NO_GROUP;
        group(scan, i, group, right, below);
      }
    }
  }

  private void group(ScanOrder scan, int i, int group, int right, int below) {
    int width = features.width();
    boolean entered = false;
    for (int n = 15; n >= 0; n--) {
      int scanPos = (i << 4) + n;
      int p = scan.y(scanPos) * width + scan.x(scanPos);
      int level = features.levels()[p];
      if (level == 0) {
        continue;
      }
      int s = steps.count++;
      steps.positions[s] = p;
      int at = s * SequentialNetwork.STEP_INTS;
      steps.ints[at] = entered ? 0 : ContextAutomaton.STATES;
      steps.ints[at + 1] = group;
      steps.ints[at + 2] = right;
      steps.ints[at + 3] = below;
      steps.ints[at + 4] = scanPos + 1;
      steps.ints[at + 5] = ContextAutomaton.levelClass(level);
      steps.ints[at + 6] = ContextAutomaton.levelClass(level - 1);
      steps.ints[at + 7] = 0;
      steps.masks[SequentialNetwork.CLASSES * s + FcnQuantizer.ZERO] =
          level == 1 ? SequentialNetwork.MASKED : 0;
      entered = true;
      prices(s, i, p, level, scan.x(scanPos), scan.y(scanPos));
      surroundings(s, i, n, level);
    }
  }

  /** What keeping a level costs against lowering and against zeroing it, for each price row. */
  private void prices(int s, int i, int p, int level, int x, int y) {
    float magnitude = features.magnitudes()[p];
    float lower = errorScale * (1 + 2 * Math.min(magnitude - level, 0.5f));
    float zero = errorScale * level * (2 * magnitude - level);
    int base = s * SequentialNetwork.PRICES;
    for (int mode = 0; mode < 5; mode++) {
      for (int raised = 0; raised < 2; raised++) {
        int ctxSet = ContextAutomaton.ctxSet(i, block.cIdx(), raised);
        for (int rice = 0; rice <= RateEstimate.MAX_RICE; rice++) {
          int context =
              RateEstimate.context(
                  CoefficientContexts.greater1Flag(ctxSet, mode & 3),
                  ctxSet,
                  rice,
                  mode == 4 ? 1 : mode == 0 ? 2 : 3,
                  0);
          int rate = RateEstimate.level(costs, level, context);
          int below = level == 1 ? 0 : RateEstimate.level(costs, level - 1, context);
          int at = base + 2 * ContextAutomaton.priceRow(mode, raised, rice);
          steps.prices[at] = cut((rate - below) * SCALE - lower);
          steps.prices[at + 1] = cut(rate * SCALE - zero);
        }
      }
    }
    // The first level in coding order also pays for the last position.
    int from = base + 2 * ContextAutomaton.priceRow(1, 0, 0);
    int last = base + 2 * ContextAutomaton.LAST_ROW;
    float lastRate = RateEstimate.lastPosition(costs, block.scanIdx(), x, y) * SCALE;
    steps.prices[last] = level == 1 ? cut(steps.prices[from] + lastRate) : steps.prices[from];
    steps.prices[last + 1] = cut(steps.prices[from + 1] + lastRate);
  }

  /** What a level costs through sig_coeff_flag and coded_sub_block_flag. */
  private void surroundings(int s, int i, int n, int level) {
    int base = s * SequentialNetwork.SURROUNDINGS;
    Arrays.fill(steps.surroundings, base, base + SequentialNetwork.SURROUNDINGS, 0);
    for (int pattern = 0; pattern < 4; pattern++) {
      int table =
          CoefficientContexts.sigTable(
              block.log2TrafoSize(), block.cIdx(), block.scanIdx(), pattern, i == 0);
      int sig = 2 * CoefficientContexts.sigAt(table, n);
      float price = (costs.sigCoeffFlag[sig + 1] - costs.sigCoeffFlag[sig]) * SCALE;
      int csbf = 2 * CoefficientContexts.codedSubBlockFlag(pattern);
      float groupPrice =
          i == 0 ? 0 : (costs.codedSubBlockFlag[csbf + 1] - costs.codedSubBlockFlag[csbf]) * SCALE;
      surrounding(base + 2 * pattern, level, price);
      surrounding(base + 2 * (4 + pattern), level, price + groupPrice);
    }
  }

  private void surrounding(int at, int level, float price) {
    steps.surroundings[at] = level == 1 ? price : 0;
    steps.surroundings[at + 1] = price;
  }

  private static float cut(float v) {
    return Math.min(Math.max(v, -MOST_UNITS), MOST_UNITS);
  }
}
