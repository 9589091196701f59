package org.nnrdoq.encoder.embedded;

/** Picks the luma modes that are worth coding, by transformed difference and mode bits. */
final class ModePreselection {
  /** Modes to keep by {@code log2Size - 2}, besides the most probable ones; HM's numbers. */
  private static final int[] KEPT = {8, 8, 3, 3, 3};

  private final SliceParameters slice;
  private final BlockCoder coder;
  private final int[] modes = new int[8 + 3];
  private final double[] costs = new double[8 + 3];

  ModePreselection(SliceParameters slice, BlockCoder coder) {
    this.slice = slice;
    this.coder = coder;
  }

  /**
   * Ranks the modes of a block; leaves the {@link BlockCoder} at that block.
   *
   * @param candModeList its most probable modes
   * @return number of modes to code, best first, then the most probable ones that are missing
   */
  int select(int x, int y, int log2Size, int[] candModeList) {
    coder.begin(0, x, y, log2Size);
    int kept = KEPT[log2Size - 2];
    int count = 0;
    for (int mode = 0; mode < 35; mode++) {
      int index = MostProbableModes.indexOf(candModeList, mode);
      int bits = index < 0 ? 6 : index == 0 ? 2 : 3;
      double cost = coder.satd(mode) + bits * slice.sqrtLambda;
      count = insert(mode, cost, count, kept);
    }
    for (int mode : candModeList) {
      boolean known = false;
      for (int i = 0; i < count; i++) {
        known |= modes[i] == mode;
      }
      if (!known) {
        modes[count++] = mode;
      }
    }
    return count;
  }

  /** The {@code i}-th mode of the last selection. */
  int mode(int i) {
    return modes[i];
  }

  private int insert(int mode, double cost, int count, int capacity) {
    int i = count;
    while (i > 0 && costs[i - 1] > cost) {
      i--;
    }
    if (i == capacity) {
      return count;
    }
    int last = Math.min(count, capacity - 1);
    for (int j = last; j > i; j--) {
      modes[j] = modes[j - 1];
      costs[j] = costs[j - 1];
    }
    modes[i] = mode;
    costs[i] = cost;
    return last + 1;
  }
}
