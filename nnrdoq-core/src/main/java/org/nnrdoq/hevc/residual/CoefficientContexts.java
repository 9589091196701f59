package org.nnrdoq.hevc.residual;

/**
 * Which context variable codes each bin of residual_coding() (H.265 §9.3.4.2.3 to §9.3.4.2.7).
 *
 * <p>Pure functions, shared by the writer, cost estimation and RDOQ. Every {@code ctxInc} counts
 * within the channel type of the block (luma or chroma, each from 0), as in {@code EntropyCosts};
 * {@code CabacContexts} has the offsets of the two channel types.
 */
public final class CoefficientContexts {
  /** Contexts of {@code sig_coeff_flag} for luma; those for chroma follow. */
  public static final int SIG_LUMA = 27;

  /** Contexts of {@code sig_coeff_flag} for chroma. */
  public static final int SIG_CHROMA = 15;

  /** Contexts of {@code coeff_abs_level_greater1_flag} for luma; those for chroma follow. */
  public static final int GREATER1_LUMA = 16;

  /** Contexts of {@code coeff_abs_level_greater1_flag} for chroma. */
  public static final int GREATER1_CHROMA = 8;

  /** Contexts of {@code coeff_abs_level_greater2_flag} for luma; those for chroma follow. */
  public static final int GREATER2_LUMA = 4;

  /** Contexts of {@code coeff_abs_level_greater2_flag} for chroma. */
  public static final int GREATER2_CHROMA = 2;

  /** Contexts of {@code coded_sub_block_flag} for luma; those for chroma follow. */
  public static final int CODED_SUB_BLOCK_LUMA = 2;

  /** Contexts of each {@code last_sig_coeff_*_prefix} for luma; those for chroma follow. */
  public static final int LAST_PREFIX_LUMA = 15;

  /** ctxIdxMap of H.265 Table 9-50 for 4x4 blocks, by raster position. */
  private static final byte[] SIG_CTX_4X4 = {0, 1, 4, 5, 2, 3, 4, 5, 6, 6, 8, 8, 7, 7, 8, 8};

  /** Prefix of a last-significant coordinate, by the coordinate. */
  private static final byte[] LAST_PREFIX = new byte[32];

  /** Smallest coordinate with a prefix. */
  private static final byte[] LAST_BASE = new byte[10];

  /**
   * Flat table behind {@link #sigTable}: 16 ctxInc, in scan order, per combination; read-only, for
   * the kernels of this package.
   */
  static final byte[] SIG_TABLE = new byte[4 * 2 * 3 * 4 * 2 * 16];

  /**
   * greater1Ctx of up to 8 flags of a group, last one first, by the index of the first flag of 1;
   * read-only, for the kernels of this package.
   */
  static final byte[] GREATER1_TABLE =
      new byte[(GroupState.MAX_GREATER1_FLAGS + 1) * GroupState.MAX_GREATER1_FLAGS];

  static {
    for (int firstSet = 0; firstSet <= GroupState.MAX_GREATER1_FLAGS; firstSet++) {
      int state = GroupState.enter(0);
      int end = (firstSet + 1) * GroupState.MAX_GREATER1_FLAGS;
      for (int index = 0; index < GroupState.MAX_GREATER1_FLAGS; index++) {
        GREATER1_TABLE[end - 1 - index] = (byte) GroupState.greater1Ctx(state);
        state = GroupState.next(state, index == firstSet ? 2 : 1);
      }
    }
    for (int prefix = 0; prefix < LAST_BASE.length; prefix++) {
      int length = lastSuffixLength(prefix);
      int base = prefix < 4 ? prefix : (2 + (prefix & 1)) << length;
      LAST_BASE[prefix] = (byte) base;
      for (int i = 0; i < 1 << length; i++) {
        LAST_PREFIX[base + i] = (byte) prefix;
      }
    }
    for (int log2 = 2; log2 <= 5; log2++) {
      for (int i = 0; i < 2 * 3 * 4 * 2; i++) {
        int cIdx = i / 24;
        int scanIdx = i / 8 % 3;
        fillSigTable(log2, cIdx, scanIdx, i / 2 % 4, (i & 1) != 0);
      }
    }
  }

  private CoefficientContexts() {}

  /**
   * ctxInc of {@code sig_coeff_flag} (sigCtx of H.265 §9.3.4.2.5, chroma from 0).
   *
   * @param log2TrafoSize log2 of the side of the block, 2..5
   * @param cIdx 0 luma, 1 or 2 chroma
   * @param scanIdx scan of the block, 0..2
   * @param x column of the coefficient in the block
   * @param y row of the coefficient in the block
   * @param prevCsbf bit 0: the group to the right has coefficients; bit 1: the group below has
   * @return 0..26 for luma, 0..14 for chroma
   */
  public static int sigCoeffFlag(
      int log2TrafoSize, int cIdx, int scanIdx, int x, int y, int prevCsbf) {
    if (log2TrafoSize == 2) {
      return SIG_CTX_4X4[(y << 2) + x];
    }
    if (x + y == 0) {
      return 0;
    }
    int pattern = neighbourPattern(x & 3, y & 3, prevCsbf);
    if (cIdx > 0) {
      return pattern + (log2TrafoSize == 3 ? 9 : 12);
    }
    int group = x < 4 && y < 4 ? 0 : 3;
    int size = log2TrafoSize == 3 ? (scanIdx == 0 ? 9 : 15) : 21;
    return pattern + group + size;
  }

  /** 0, 1 or 2: how likely the neighbouring groups make a coefficient at (x, y) of its group. */
  private static int neighbourPattern(int x, int y, int prevCsbf) {
    switch (prevCsbf) {
      case 0:
        return x + y == 0 ? 2 : x + y < 3 ? 1 : 0;
      case 1:
        return y == 0 ? 2 : y == 1 ? 1 : 0;
      case 2:
        return x == 0 ? 2 : x == 1 ? 1 : 0;
      default:
        return 2;
    }
  }

  /**
   * Handle of the precomputed {@link #sigCoeffFlag} values of one coefficient group, for {@link
   * #sigAt}; same parameters.
   *
   * @param firstGroup whether the group holds the DC coefficient
   */
  public static int sigTable(
      int log2TrafoSize, int cIdx, int scanIdx, int prevCsbf, boolean firstGroup) {
    int channel = cIdx > 0 ? 1 : 0;
    int index = (((log2TrafoSize - 2) * 2 + channel) * 3 + scanIdx) * 4 + prevCsbf;
    return (index * 2 + (firstGroup ? 1 : 0)) << 4;
  }

  /**
   * ctxInc of {@code sig_coeff_flag} at position {@code n} (0..15, in scan order) of the group that
   * {@code table} from {@link #sigTable} stands for.
   */
  public static int sigAt(int table, int n) {
    return SIG_TABLE[table + n];
  }

  /**
   * ctxInc of {@code coded_sub_block_flag} (H.265 §9.3.4.2.4).
   *
   * @param prevCsbf bit 0: the group to the right has coefficients; bit 1: the group below has
   * @return 0 or 1
   */
  public static int codedSubBlockFlag(int prevCsbf) {
    return prevCsbf == 0 ? 0 : 1;
  }

  /**
   * {@code ctxSet} of a group's greater1 and greater2 flags (H.265 §9.3.4.2.6).
   *
   * @param i index of the group in scan; 0 holds the DC coefficient
   * @param cIdx 0 luma, 1 or 2 chroma
   * @param raised whether the group with levels that was coded before raises it, as {@link
   *     GroupState#raisesNext} says; not, if there is none
   * @return 0..3 for luma, 0..1 for chroma
   */
  public static int ctxSet(int i, int cIdx, boolean raised) {
    return (i == 0 || cIdx > 0 ? 0 : 2) + (raised ? 1 : 0);
  }

  /** ctxInc of {@code coeff_abs_level_greater1_flag}. */
  public static int greater1Flag(int ctxSet, int greater1Ctx) {
    return 4 * ctxSet + greater1Ctx;
  }

  /**
   * Where the contexts of a group's greater1 flags lie in {@link #GREATER1_TABLE}.
   *
   * @param flags the flags, the last one in bit 0
   * @param count how many, 1..8
   */
  static int greater1Table(int flags, int count) {
    int firstSet = count - 32 + Integer.numberOfLeadingZeros(flags | 1);
    return (firstSet + 1) * GroupState.MAX_GREATER1_FLAGS - count;
  }

  /**
   * First ctxInc of {@code last_sig_coeff_x_prefix} and y (ctxOffset of H.265 §9.3.4.2.3, where the
   * contexts for chroma follow those for luma).
   */
  public static int lastPrefixOffset(int log2TrafoSize, int cIdx) {
    return cIdx > 0 ? LAST_PREFIX_LUMA : 3 * (log2TrafoSize - 2) + ((log2TrafoSize - 1) >> 2);
  }

  /** Bin {@code binIdx} of a last prefix has ctxInc {@code offset + (binIdx >> shift)}. */
  public static int lastPrefixShift(int log2TrafoSize, int cIdx) {
    return cIdx > 0 ? log2TrafoSize - 2 : (log2TrafoSize + 1) >> 2;
  }

  /** Largest last prefix of a block size; a prefix of this value ends without a zero bin. */
  public static int lastPrefixMax(int log2TrafoSize) {
    return (log2TrafoSize << 1) - 1;
  }

  /** Prefix 0..9 of a last-significant coordinate 0..31. */
  public static int lastPrefix(int coordinate) {
    return LAST_PREFIX[coordinate];
  }

  /** Number of bypass bins that follow a last prefix: 0 below 4, then (prefix >> 1) - 1. */
  public static int lastSuffixLength(int prefix) {
    return prefix < 4 ? 0 : (prefix >> 1) - 1;
  }

  /** Smallest coordinate with a last prefix; the suffix counts from it. */
  public static int lastSuffixBase(int prefix) {
    return LAST_BASE[prefix];
  }

  private static void fillSigTable(
      int log2TrafoSize, int cIdx, int scanIdx, int prevCsbf, boolean firstGroup) {
    ScanOrder scan = ScanOrder.of(log2TrafoSize, scanIdx);
    int table = sigTable(log2TrafoSize, cIdx, scanIdx, prevCsbf, firstGroup);
    // A 4x4 block has one group only; its table must not depend on the flag.
    int away = firstGroup || log2TrafoSize == 2 ? 0 : 4;
    for (int n = 0; n < 16; n++) {
      SIG_TABLE[table + n] =
          (byte) sigCoeffFlag(log2TrafoSize, cIdx, scanIdx, scan.x(n) + away, scan.y(n), prevCsbf);
    }
  }
}
