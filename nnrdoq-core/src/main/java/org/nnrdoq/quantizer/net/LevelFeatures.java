package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.quantizer.BlockParameters;

/**
 * What networks over lists see of each level: sixteen numbers of a signed byte, -127..127, in
 * integer arithmetic alone.
 *
 * <p>Prices are in 1/16 bit, under context states frozen before the block and with all other levels
 * as they round to nearest. Each is rounded alone before it is added to others, so that kernels can
 * look them up. Of a level {@code l} with the fraction {@code f} (1/256 of a step), at position
 * {@code n} of its group:
 *
 * <pre>
 *  0  lower        what lowering it by one costs: error less rate
 *  1  zero         what zeroing it costs
 *  2  sig          sig_coeff_flag: how much dearer 1 is than 0; 0 for the block's last level
 *  3  groupZero    what zeroing its whole coefficient group costs, in 1/8 bit
 *  4  cut          what zeroing it and all levels coded before it costs, in 1/8 bit
 *  5  rice         16 cRiceParam, and 48 if eight levels of the group are coded already
 *  6  size         0 for l = 1, 64 for 2, 96 for 3, 127 for more
 *  7  inGroup      14 times the levels of its group coded already, at most 8
 *  8  last         64 for the block's last level in scan
 *  9  later        4 times the levels coded after it, at most 31
 * 10  groupCount   8 times the levels of its group, at most 15
 * 11  gapBefore    8 times the zeros between it and the level coded before it, at most 15
 * 12  gapAfter     8 times the zeros between it and the level coded after it, at most 15
 * 13  groupSum     4 times the sum of the group's levels, at most 31
 * 14  fraction     f
 * 15  neighbours   32 if the group to the right has levels, and 64 if the one below has
 * </pre>
 *
 * <p>Networks may take the first few of them. Per block there are rows of a table to be added to
 * the first layer's biases ({@link #blockRow}). Mutable scratch for one thread; allocates nothing
 * after construction.
 */
public final class LevelFeatures {
  /**
   * An error counts up to so much, in 1/16 bit: more than any level's rate, and so little that sums
   * over a group fit 16 bits, which is how compiled kernels hold them.
   */
  private static final int MAX_ERROR = 1023;

  /** What cutting off whole groups costs or saves counts up to so much, for the same reason. */
  private static final int MAX_CUT = 4095;

  /** Squared errors of zeroing are those of a level of at most so much. */
  private static final int MAX_ZEROED = 15;

  private static final int MAX = 127;

  /** Most levels of the classes above 8 levels. */
  private static final int[] COUNT_LIMITS = {12, 16, 24, 32, 64, 128};

  /** Rates of 1/32768 bit have so many bits more than prices here. */
  static final int RATE_SHIFT = 11;

  private final byte[] values = new byte[ListInputs.INPUTS * LevelList.MAX_LEVELS];
  private final int[] rows = new int[ListInputs.CHOICES];

  /** Price of zeros at the first n positions of the group at hand, 0..16. */
  private final int[] zeros = new int[17];

  private LevelList list;
  private EntropyCosts costs;
  private int lastPrice;

  /** What zeroing all levels so far costs, the last position left out. */
  private int cut;

  /** Scratch. */
  public LevelFeatures() {}

  /**
   * Describes all levels of a list.
   *
   * @param levels of a block, at least one
   * @param entropyCosts to price by
   */
  public void describe(LevelList levels, EntropyCosts entropyCosts) {
    list = levels;
    costs = entropyCosts;
    cut = 0;
    lastPrice = lastPosition(0);
    long coded = list.coded();
    boolean raised = false;
    for (int g = 0; g < list.groups(); g++) {
      int ctxSet = CoefficientContexts.ctxSet(list.group(g), list.block().cIdx(), raised);
      raised = GroupState.raisesNext(group(g, coded, GroupState.enter(ctxSet)));
    }
    chooseRows();
  }

  /**
   * Copies inputs as a network takes them.
   *
   * @param out receives planes of one value per level
   * @param offset index of the first
   * @param inputs how many of the {@link ListInputs#INPUTS} to copy
   */
  public void copy(float[] out, int offset, int inputs) {
    int count = list.count();
    for (int k = 0; k < inputs; k++) {
      for (int s = 0; s < count; s++) {
        out[offset + k * count + s] = value(k, s);
      }
    }
  }

  /**
   * Writes the inputs of the block: 1 for each row that it chooses, 0 for the others.
   *
   * @param out receives {@link ListInputs#BLOCK_ROWS} values
   * @param offset index of the first
   */
  public void copyBlock(float[] out, int offset) {
    Arrays.fill(out, offset, offset + ListInputs.BLOCK_ROWS, 0);
    for (int row : rows) {
      out[offset + row] = 1;
    }
  }

  /** An input of a level. */
  public int value(int input, int step) {
    return values[input * LevelList.MAX_LEVELS + step];
  }

  /** The row that the block takes in one of the {@link ListInputs#CHOICES}. */
  public int blockRow(int choice) {
    return rows[choice];
  }

  private void set(int input, int step, int value) {
    values[input * LevelList.MAX_LEVELS + step] = (byte) saturate(value);
  }

  private static int saturate(int value) {
    return Math.max(-MAX, Math.min(value, MAX));
  }

  /** A rate in 1/16 bit. */
  private static int price(int rateQ15) {
    return (rateQ15 + (1 << RATE_SHIFT - 1)) >> RATE_SHIFT;
  }

  /** What a squared error of so many 1/128 squared steps is worth in 1/16 bit; at most 31 bits. */
  static int errorPrice(int bitsPerStep, int error) {
    return (bitsPerStep * error) >> RATE_SHIFT;
  }

  /** Price of a level as the block's last one. */
  private int lastPosition(int step) {
    int scanPos = list.scanPos(step);
    int x = list.scan().x(scanPos);
    int y = list.scan().y(scanPos);
    return price(RateEstimate.lastPosition(costs, list.block().scanIdx(), x, y));
  }

  private int sigTable(int g, int prevCsbf) {
    BlockParameters block = list.block();
    return CoefficientContexts.sigTable(
        block.log2TrafoSize(), block.cIdx(), block.scanIdx(), prevCsbf, list.group(g) == 0);
  }

  private int sigFlag(int table, int n, int bin) {
    return costs.sigCoeffFlag(CoefficientContexts.sigAt(table, n), bin);
  }

  /** Describes the levels of one group; returns the state after its last one. */
  private int group(int g, long coded, int entered) {
    int start = list.start(g);
    int end = list.start(g + 1);
    int prevCsbf = list.prevCsbf(g, coded);
    int table = sigTable(g, prevCsbf);
    int rate = 0;
    for (int n = 0; n < 16; n++) {
      rate += sigFlag(table, n, 0);
      zeros[n + 1] = price(rate);
    }
    if (g > 0) {
      enterGroup(g, prevCsbf, table);
    }
    int state = entered;
    int sum = 0;
    int zeroing = 0;
    for (int s = start; s < end; s++) {
      zeroing += level(s, state, table);
      surroundings(s, start, end, prevCsbf);
      state = GroupState.next(state, list.nearest(s));
      sum = Math.min(sum + list.nearest(s), 31);
    }
    if (g > 0 && list.group(g) > 0) {
      int csbf = CoefficientContexts.codedSubBlockFlag(prevCsbf);
      zeroing -= price(costs.codedSubBlockFlag(csbf, 1) - costs.codedSubBlockFlag(csbf, 0));
      zeroing -= zeros[16];
    }
    for (int s = start; s < end; s++) {
      set(3, s, zeroing >> 1);
      set(13, s, 4 * sum);
    }
    return state;
  }

  /** Prices cutting off all groups before this one, now that it is known how it begins. */
  private void enterGroup(int g, int prevCsbf, int table) {
    int s = list.start(g);
    int n = list.scanPos(s) & 15;
    cut = Math.max(-MAX_CUT, Math.min(cut, MAX_CUT));
    if (list.group(g) > 0) {
      int csbf = CoefficientContexts.codedSubBlockFlag(prevCsbf);
      cut -= price(costs.codedSubBlockFlag(csbf, 1));
    }
    cut -= zeros[16] - zeros[n + 1];
    setCut(s - 1, price(sigFlag(table, n, 1)));
  }

  /** Prices cutting off levels up to one, which makes the next one the block's last. */
  private void setCut(int s, int nextSigOne) {
    set(4, s, (cut - nextSigOne + lastPosition(s + 1) - lastPrice) >> 1);
  }

  /** Prices one level; returns what zeroing it costs, the last position left out. */
  private int level(int s, int state, int table) {
    int l = list.nearest(s);
    int f = list.fraction(s);
    int n = list.scanPos(s) & 15;
    int rate = RateEstimate.level(costs, l, state);
    int lowerRate = RateEstimate.level(costs, l - 1, state);
    int sigOne = s == 0 ? 0 : sigFlag(table, n, 1);
    int sig = s == 0 ? 0 : price(sigOne - sigFlag(table, n, 0));
    int lowerError = errorPrice(list.bitsPerStep(), 128 + f);
    int zeroed = Math.min(l, MAX_ZEROED);
    int zeroError =
        Math.min(errorPrice(list.bitsPerStep(), zeroed * (128 * zeroed + f)), MAX_ERROR);
    int zeroing = zeroError - price(rate) - sig;
    set(0, s, lowerError - price(rate - lowerRate) - (l == 1 ? sig : 0));
    set(1, s, zeroing);
    set(2, s, sig);
    set(5, s, 16 * GroupState.rice(state) + (GroupState.flags(state) == 8 ? 48 : 0));
    set(6, s, l == 1 ? 0 : l == 2 ? 64 : l == 3 ? 96 : 127);
    set(7, s, 14 * GroupState.flags(state));
    set(14, s, f);
    cut += zeroError - price(rate) - price(sigOne);
    cutAfter(s, n, table);
    return zeroing;
  }

  /** Prices cutting off the levels up to this one, and goes on over the zeros after it. */
  private void cutAfter(int s, int n, int table) {
    if (s + 1 == list.count()) {
      int flag = costs.codedBlockFlag(0) - costs.codedBlockFlag(1);
      set(4, s, (cut - lastPrice + price(flag)) >> 1);
      return;
    }
    int next = list.scanPos(s + 1);
    if (next >> 4 != list.scanPos(s) >> 4) {
      cut -= zeros[n]; // the next group says the rest
      return;
    }
    cut -= zeros[n] - zeros[(next & 15) + 1];
    setCut(s, price(sigFlag(table, next & 15, 1)));
  }

  private void surroundings(int s, int start, int end, int prevCsbf) {
    int scanPos = list.scanPos(s);
    int before = s == 0 ? scanPos : list.scanPos(s - 1) - 1;
    int after = s + 1 == list.count() ? -1 : list.scanPos(s + 1);
    set(8, s, s == 0 ? 64 : 0);
    set(9, s, 4 * Math.min(list.count() - 1 - s, 31));
    set(10, s, 8 * Math.min(end - start, 15));
    set(11, s, 8 * Math.min(before - scanPos, 15));
    set(12, s, 8 * Math.min(scanPos - 1 - after, 15));
    set(15, s, 32 * prevCsbf);
  }

  private void chooseRows() {
    BlockParameters block = list.block();
    boolean intra = block.predMode() == PredMode.INTRA;
    rows[0] = ListInputs.SIZE_ROWS + block.log2TrafoSize() - 2 + (block.isLuma() ? 0 : 4);
    rows[1] = ListInputs.MODE_ROWS;
    if (block.sliceType() != SliceType.I) {
      rows[1] += (block.sliceType() == SliceType.P ? 1 : 3) + (intra ? 0 : 1);
    }
    rows[2] = ListInputs.SCAN_ROWS + block.scanIdx();
    rows[3] = ListInputs.PRICE_ROWS + priceClass(list.bitsPerStep());
    rows[4] = ListInputs.COUNT_ROWS + countClass(list.count());
  }

  /** Half octaves of the price of a squared step, 0..15; 0 is less than 1/11 bit. */
  static int priceClass(int bitsPerStep) {
    int octave = 31 - Integer.numberOfLeadingZeros(bitsPerStep);
    int eighths = 8 * octave + ((bitsPerStep << 3 >> octave) & 7);
    return Math.max(0, Math.min((eighths - 32) >> 2, 15));
  }

  /** Class of the number of levels, 0..14. */
  static int countClass(int count) {
    if (count <= 8) {
      return count - 1;
    }
    int k = 0;
    while (k < COUNT_LIMITS.length && count > COUNT_LIMITS[k]) {
      k++;
    }
    return 8 + k;
  }
}
