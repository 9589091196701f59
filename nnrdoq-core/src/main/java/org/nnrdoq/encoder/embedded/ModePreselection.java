package org.nnrdoq.encoder.embedded;

import java.util.Arrays;

/**
 * Picks the luma modes that are worth coding, by transformed difference and mode bits.
 *
 * <p>The differences of all 35 modes come from one batch. Candidates are planar, DC, every fourth
 * angle and the most probable modes, then the neighbours of the best two angles in two steps.
 */
final class ModePreselection {
  /** Most modes that one block can have left. */
  static final int MAX_KEPT = 8 + 3;

  private static final int MODES = 35;
  private static final int COARSE_STEP = 4;

  /** Modes to keep by {@code log2Size - 2}, besides the most probable ones; HM's numbers. */
  private static final int[] KEPT = {8, 8, 3, 3, 3};

  /**
   * Modes that cost more than this many times the best are not kept. On parkjoy, flowergarden and
   * stills both ratios together save a quarter of the time for 0.3 % luma BD-rate.
   */
  private static final double KEPT_RATIO = 1.2;

  /** The same for most probable modes, whose bits are few. */
  private static final double PROBABLE_RATIO = 1.5;

  private final SliceParameters slice;
  private final BlockCoder coder;
  private final double[] costs = new double[MAX_KEPT];

  /** Cost by mode; NaN where not rated. */
  private final double[] rated = new double[MODES];

  private final int[] around = new int[2];
  private final int[] satd = new int[MODES];
  private int[] candModeList;
  private int[] modes;
  private int capacity;
  private int count;

  ModePreselection(SliceParameters slice, BlockCoder coder) {
    this.slice = slice;
    this.coder = coder;
  }

  /**
   * Ranks the modes of a block; leaves the {@link BlockCoder} at that block.
   *
   * @param candModeList its most probable modes
   * @param modes receives the modes to code, best first, then the most probable ones that are
   *     missing; {@link #MAX_KEPT} long
   * @return how many
   */
  int select(int x, int y, int log2Size, int[] candModeList, int[] modes) {
    coder.begin(0, x, y, log2Size);
    this.candModeList = candModeList;
    this.modes = modes;
    capacity = KEPT[log2Size - 2];
    count = 0;
    Arrays.fill(rated, Double.NaN);
    coder.satds(satd);
    rate(MostProbableModes.PLANAR);
    rate(MostProbableModes.DC);
    for (int mode = 2; mode < MODES; mode += COARSE_STEP) {
      rate(mode);
    }
    for (int mode : candModeList) {
      rate(mode);
    }
    refine(COARSE_STEP / 2);
    refine(COARSE_STEP / 4);
    int kept = 1;
    while (kept < count && costs[kept] < costs[0] * KEPT_RATIO) {
      kept++;
    }
    for (int mode : candModeList) {
      if (rated[mode] < costs[0] * PROBABLE_RATIO && !contains(kept, mode)) {
        modes[kept++] = mode;
      }
    }
    return kept;
  }

  /** Cost of the best mode: SATD plus mode bits times the square root of lambda. */
  double bestCost() {
    return costs[0];
  }

  private boolean contains(int kept, int mode) {
    for (int i = 0; i < kept; i++) {
      if (modes[i] == mode) {
        return true;
      }
    }
    return false;
  }

  /** Rates the modes at a distance of {@code step} from the best two angles. */
  private void refine(int step) {
    int n = 0;
    for (int i = 0; i < count && n < around.length; i++) {
      if (modes[i] > MostProbableModes.DC) {
        around[n++] = modes[i];
      }
    }
    for (int i = 0; i < n; i++) {
      if (around[i] - step > MostProbableModes.DC) {
        rate(around[i] - step);
      }
      if (around[i] + step < MODES) {
        rate(around[i] + step);
      }
    }
  }

  private void rate(int mode) {
    if (!Double.isNaN(rated[mode])) {
      return;
    }
    int index = MostProbableModes.indexOf(candModeList, mode);
    int bits = index < 0 ? 6 : index == 0 ? 2 : 3;
    double cost = satd[mode] + bits * slice.sqrtLambda;
    rated[mode] = cost;
    insert(mode, cost);
  }

  private void insert(int mode, double cost) {
    int i = count;
    while (i > 0 && costs[i - 1] > cost) {
      i--;
    }
    if (i == capacity) {
      return;
    }
    int last = Math.min(count, capacity - 1);
    for (int j = last; j > i; j--) {
      modes[j] = modes[j - 1];
      costs[j] = costs[j - 1];
    }
    modes[i] = mode;
    costs[i] = cost;
    count = last + 1;
  }
}
