package org.nnrdoq.hevc.cabac;

/**
 * Rate and transition of a context variable by its state {@code pStateIdx << 1 | valMps}.
 *
 * <p>Rates are {@code rateQ15}: 1 bit = 32768. They are the integers that HM 16 estimates with
 * (JCTVC-G763: what the arithmetic coder really spends in each state, its quantized ranges
 * included), because RDOQ must see the same ones to decide alike.
 *
 * @since 1.0
 */
public final class EntropyBits {
  /** Rate of the more probable symbol by pStateIdx. */
  private static final int[] MPS_RATE = {
    31523, 29856, 28388, 26612, 24752, 23196, 21645, 20310, 19079, 17878, 16708, 15752, 14816,
    13923, 13127, 12368, 11597, 10963, 10350, 9732, 9253, 8692, 8254, 7757, 7321, 6936, 6565, 6209,
    5855, 5593, 5244, 5006, 4689, 4454, 4200, 3967, 3802, 3609, 3407, 3216, 3073, 2911, 2742, 2581,
    2440, 2356, 2216, 2077, 1993, 1891, 1808, 1696, 1650, 1512, 1466, 1374, 1292, 1217, 1191, 1135,
    1055, 999, 954, 268
  };

  /** Rate of the less probable symbol by pStateIdx. */
  private static final int[] LPS_RATE = {
    34297, 36028, 37716, 39963, 42538, 44891, 47445, 49833, 52215, 54723, 57371, 59703, 62157,
    64670, 67072, 69525, 72194, 74547, 76973, 79583, 81736, 84420, 86651, 89344, 91870, 94231,
    96648, 99111, 101712, 103751, 106627, 108707, 111640, 113959, 116603, 119182, 121114, 123476,
    126106, 128736, 130808, 133297, 136034, 138822, 141405, 143016, 145842, 148855, 150758, 153187,
    155279, 158246, 159523, 163576, 165045, 168023, 170923, 173684, 174686, 176943, 180397, 182925,
    185123, 245691
  };

  /** transIdxLps of H.265 Table 9-53 by pStateIdx. */
  private static final byte[] TRANS_IDX_LPS = {
    0, 0, 1, 2, 2, 4, 4, 5, 6, 7, 8, 9, 9, 11, 11, 12, 13, 13, 15, 15, 16, 16, 18, 18, 19, 19, 21,
    21, 22, 22, 23, 24, 24, 25, 26, 26, 27, 27, 28, 29, 29, 30, 30, 30, 31, 32, 32, 33, 33, 33, 34,
    34, 35, 35, 35, 36, 36, 36, 37, 37, 37, 38, 38, 63
  };

  /** {@code rate << 8 | next state} by {@code state << 1 | bin}; one load per counted bin. */
  static final int[] STEP = new int[256];

  /** Rate by {@code state ^ bin}: the low bit tells whether the symbol is the less probable one. */
  private static final int[] RATE = new int[128];

  static {
    for (int state = 0; state < 128; state++) {
      int pStateIdx = state >> 1;
      RATE[state] = (state & 1) == 0 ? MPS_RATE[pStateIdx] : LPS_RATE[pStateIdx];
    }
    for (int i = 0; i < 256; i++) {
      STEP[i] = RATE[(i >> 1) ^ (i & 1)] << 8 | next(i >> 1, i & 1);
    }
  }

  private EntropyBits() {}

  /**
   * What coding {@code bin} costs.
   *
   * @param state {@code pStateIdx << 1 | valMps}
   * @param bin 0 or 1
   * @return rate in 1/32768 bit
   */
  public static int rateQ15(int state, int bin) {
    return RATE[state ^ bin];
  }

  /**
   * {@return state after coding {@code bin} (H.265 §9.3.4.3.2.2)}
   *
   * @param state a state, 0 or more
   * @param bin 0 or 1
   */
  public static int nextState(int state, int bin) {
    return STEP[state << 1 | bin] & 0xff;
  }

  private static int next(int state, int bin) {
    int pStateIdx = state >> 1;
    int valMps = state & 1;
    if (bin == valMps) {
      return Math.min(pStateIdx + 1, Math.max(pStateIdx, 62)) << 1 | valMps;
    }
    return TRANS_IDX_LPS[pStateIdx] << 1 | (pStateIdx == 0 ? 1 - valMps : valMps);
  }
}
