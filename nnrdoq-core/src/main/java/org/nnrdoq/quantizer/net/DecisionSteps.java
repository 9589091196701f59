package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;

/**
 * The decisions of one block in coding order, with what each costs in any state of {@link
 * ContextAutomaton}, computed when asked for: the inputs of an auto-regressive network besides
 * those of {@link BlockFeatures}.
 *
 * <p>One step per level that does not round to zero, from the last one in scan to the first.
 * Mutable scratch for one thread; allocates nothing after construction.
 */
public final class DecisionSteps {
  /** Prices are given in units of so many bits. */
  public static final float UNIT_BITS = 4;

  private static final float MOST_UNITS = 8;
  private static final float SCALE = 1f / (EntropyCosts.ONE_BIT * UNIT_BITS);

  private final SequentialNetwork.Steps steps = new SequentialNetwork.Steps(new RowPrices());
  private BlockParameters block;
  private RoundedBlock rounded;
  private ScanOrder scan;
  private EntropyCosts costs;
  private float errorScale;

  /** Where in the crop each step's level is, raster order. */
  private final int[] places = new int[SequentialNetwork.MAX_STEPS];

  /** Scratch. */
  public DecisionSteps() {}

  /** The steps of the block last given to {@link #prepare}; overwritten by the next. */
  public SequentialNetwork.Steps steps() {
    return steps;
  }

  /**
   * Lists the decisions of a block. What is handed over must stay as it is while the steps are
   * used.
   *
   * @param parameters what the block is
   * @param roundedBlock the block, rounded
   * @param entropyCosts what its bins cost, or are taken to cost
   */
  public void prepare(
      BlockParameters parameters, RoundedBlock roundedBlock, EntropyCosts entropyCosts) {
    start(parameters, roundedBlock, entropyCosts);
    System.arraycopy(places, 0, steps.positions, 0, steps.count);
  }

  /**
   * Lists the decisions of a block for a network over lists: their positions are those in the list.
   * What is handed over must stay as it is while the steps are used.
   *
   * @param list the block's levels
   * @param entropyCosts what its bins cost, or are taken to cost
   */
  public void prepare(LevelList list, EntropyCosts entropyCosts) {
    start(list.block(), list, entropyCosts);
    for (int s = 0; s < steps.count; s++) {
      steps.positions[s] = s;
    }
  }

  private void start(
      BlockParameters parameters, RoundedBlock roundedBlock, EntropyCosts entropyCosts) {
    block = parameters;
    rounded = roundedBlock;
    costs = entropyCosts;
    errorScale = rounded.bitsPerSquaredStep() / UNIT_BITS;
    steps.count = 0;
    scan = ScanOrder.of(parameters.log2TrafoSize(), parameters.scanIdx());
    int columns = rounded.width() >> 2;
    int rows = rounded.height() >> 2;
    for (int i = scan.groups() - 1; i >= 0; i--) {
      int gx = scan.groupX(i);
      int gy = scan.groupY(i);
      if (gx < columns && gy < rows) {
        int group = gy * columns + gx;
        int right = gx + 1 < columns ? group + 1 : SequentialNetwork.NO_GROUP;
        int below = gy + 1 < rows ? group + columns : SequentialNetwork.NO_GROUP;
        group(i, group, right, below);
      }
    }
  }

  private void group(int i, int group, int right, int below) {
    int width = rounded.width();
    boolean entered = false;
    for (int n = 15; n >= 0; n--) {
      int scanPos = (i << 4) + n;
      int p = scan.y(scanPos) * width + scan.x(scanPos);
      int level = rounded.levels()[p];
      if (level == 0) {
        continue;
      }
      int s = steps.count++;
      places[s] = p;
      int at = s * SequentialNetwork.STEP_INTS;
      steps.ints[at] = entered ? 0 : ContextAutomaton.STATES;
      steps.ints[at + 1] = group;
      steps.ints[at + 2] = right;
      steps.ints[at + 3] = below;
      steps.ints[at + 4] = scanPos + 1;
      steps.ints[at + 5] = ContextAutomaton.levelClass(level);
      steps.ints[at + 6] = ContextAutomaton.levelClass(level - 1);
      steps.ints[at + 7] = 0;
      steps.masks[Decision.COUNT * s + Decision.ZERO.ordinal()] =
          level == 1 ? SequentialNetwork.MASKED : 0;
      entered = true;
    }
  }

  private int scanPos(int step) {
    return steps.ints[step * SequentialNetwork.STEP_INTS + 4] - 1;
  }

  /** What one step costs, row by row. */
  private final class RowPrices implements SequentialNetwork.Prices {
    /** What keeping a level costs against lowering and against zeroing it. */
    @Override
    public void price(int step, int row) {
      int p = places[step];
      int scanPos = scanPos(step);
      int level = rounded.levels()[p];
      float magnitude = rounded.magnitudes()[p];
      float lower = errorScale * (1 + 2 * Math.min(magnitude - level, 0.5f));
      float zero = errorScale * level * (2 * magnitude - level);
      int context = ContextAutomaton.rateContext(row, scanPos >> 4, block.cIdx());
      int rate = RateEstimate.level(costs, level, context);
      int below = level == 1 ? 0 : RateEstimate.level(costs, level - 1, context);
      float againstLower = cut((rate - below) * SCALE - lower);
      float againstZero = cut(rate * SCALE - zero);
      if (row == ContextAutomaton.LAST_ROW) {
        // The first level in coding order also pays for the last position.
        int x = scan.x(scanPos);
        int y = scan.y(scanPos);
        float last = RateEstimate.lastPosition(costs, block.scanIdx(), x, y) * SCALE;
        againstLower = level == 1 ? cut(againstLower + last) : againstLower;
        againstZero = cut(againstZero + last);
      }
      int at = step * SequentialNetwork.PRICES + 2 * row;
      steps.prices[at] = againstLower;
      steps.prices[at + 1] = againstZero;
    }

    /**
     * What a level costs through sig_coeff_flag, of an empty group through coded_sub_block_flag as
     * well, and of an empty block through neither.
     */
    @Override
    public void surrounding(int step, int row) {
      int pattern = row & 3;
      int scanPos = scanPos(step);
      int group = scanPos >> 4;
      float price = 0;
      if (row < 8) {
        int table =
            CoefficientContexts.sigTable(
                block.log2TrafoSize(), block.cIdx(), block.scanIdx(), pattern, group == 0);
        int sig = CoefficientContexts.sigAt(table, scanPos & 15);
        price = (costs.sigCoeffFlag(sig, 1) - costs.sigCoeffFlag(sig, 0)) * SCALE;
        if (row >= 4 && group != 0) {
          int csbf = CoefficientContexts.codedSubBlockFlag(pattern);
          price += (costs.codedSubBlockFlag(csbf, 1) - costs.codedSubBlockFlag(csbf, 0)) * SCALE;
        }
      }
      int at = step * SequentialNetwork.SURROUNDINGS + 2 * row;
      steps.surroundings[at] = rounded.levels()[places[step]] == 1 ? price : 0;
      steps.surroundings[at + 1] = price;
    }
  }

  private static float cut(float v) {
    return Math.min(Math.max(v, -MOST_UNITS), MOST_UNITS);
  }
}
