package org.nnrdoq.hevc.cabac;

import org.nnrdoq.hevc.SliceType;

/**
 * All context variables of a slice (H.265 §9.3.2.2), one byte each: {@code pStateIdx << 1 |
 * valMps}.
 *
 * <p>The constants are indices of the first context variable of a syntax element; chroma follows
 * luma where the element distinguishes them. Not thread-safe.
 *
 * @since 1.0
 */
public final class CabacContexts {
  // In the order of the rows of INIT_VALUES.
  /** First context of {@code sao_merge_left_flag} and {@code sao_merge_up_flag}. */
  public static final int SAO_MERGE = 0;

  /** First context of {@code sao_type_idx_luma} and {@code sao_type_idx_chroma}. */
  public static final int SAO_TYPE_IDX = SAO_MERGE + 1;

  /** First context of {@code split_cu_flag}. */
  public static final int SPLIT_CU_FLAG = SAO_TYPE_IDX + 1;

  /** First context of {@code cu_transquant_bypass_flag}. */
  public static final int CU_TRANSQUANT_BYPASS_FLAG = SPLIT_CU_FLAG + 3;

  /** First context of {@code cu_skip_flag}. */
  public static final int CU_SKIP_FLAG = CU_TRANSQUANT_BYPASS_FLAG + 1;

  /** First context of {@code pred_mode_flag}. */
  public static final int PRED_MODE_FLAG = CU_SKIP_FLAG + 3;

  /** First context of {@code part_mode}. */
  public static final int PART_MODE = PRED_MODE_FLAG + 1;

  /** First context of {@code prev_intra_luma_pred_flag}. */
  public static final int PREV_INTRA_LUMA_PRED_FLAG = PART_MODE + 4;

  /** First context of {@code intra_chroma_pred_mode}. */
  public static final int INTRA_CHROMA_PRED_MODE = PREV_INTRA_LUMA_PRED_FLAG + 1;

  /** First context of {@code rqt_root_cbf}. */
  public static final int RQT_ROOT_CBF = INTRA_CHROMA_PRED_MODE + 1;

  /** First context of {@code merge_flag}. */
  public static final int MERGE_FLAG = RQT_ROOT_CBF + 1;

  /** First context of {@code merge_idx}. */
  public static final int MERGE_IDX = MERGE_FLAG + 1;

  /** First context of {@code inter_pred_idc}. */
  public static final int INTER_PRED_IDC = MERGE_IDX + 1;

  /** First context of {@code ref_idx_l0} and {@code ref_idx_l1}. */
  public static final int REF_IDX = INTER_PRED_IDC + 5;

  /** First context of {@code mvp_l0_flag} and {@code mvp_l1_flag}. */
  public static final int MVP_FLAG = REF_IDX + 2;

  /** First context of {@code split_transform_flag}. */
  public static final int SPLIT_TRANSFORM_FLAG = MVP_FLAG + 1;

  /** cbf_luma: ctxInc 1 at trafoDepth 0, else 0. */
  public static final int CBF_LUMA = SPLIT_TRANSFORM_FLAG + 3;

  /** cbf_cb and cbf_cr: ctxInc = trafoDepth. */
  public static final int CBF_CHROMA = CBF_LUMA + 2;

  /** First context of {@code abs_mvd_greater0_flag}. */
  public static final int ABS_MVD_GREATER0_FLAG = CBF_CHROMA + 5;

  /** First context of {@code abs_mvd_greater1_flag}. */
  public static final int ABS_MVD_GREATER1_FLAG = ABS_MVD_GREATER0_FLAG + 1;

  /** First context of {@code cu_qp_delta_abs}. */
  public static final int CU_QP_DELTA_ABS = ABS_MVD_GREATER1_FLAG + 1;

  /** transform_skip_flag: luma, chroma. */
  public static final int TRANSFORM_SKIP_FLAG = CU_QP_DELTA_ABS + 2;

  /** last_sig_coeff_x_prefix: 15 luma, 3 chroma. */
  public static final int LAST_SIG_COEFF_X_PREFIX = TRANSFORM_SKIP_FLAG + 2;

  /** last_sig_coeff_y_prefix: 15 luma, 3 chroma. */
  public static final int LAST_SIG_COEFF_Y_PREFIX = LAST_SIG_COEFF_X_PREFIX + 18;

  /** coded_sub_block_flag: 2 luma, 2 chroma. */
  public static final int CODED_SUB_BLOCK_FLAG = LAST_SIG_COEFF_Y_PREFIX + 18;

  /** sig_coeff_flag: 27 luma, 15 chroma. */
  public static final int SIG_COEFF_FLAG = CODED_SUB_BLOCK_FLAG + 4;

  /** coeff_abs_level_greater1_flag: 16 luma, 8 chroma. */
  public static final int COEFF_ABS_LEVEL_GREATER1_FLAG = SIG_COEFF_FLAG + 42;

  /** coeff_abs_level_greater2_flag: 4 luma, 2 chroma. */
  public static final int COEFF_ABS_LEVEL_GREATER2_FLAG = COEFF_ABS_LEVEL_GREATER1_FLAG + 24;

  /** Number of context variables. */
  public static final int COUNT = COEFF_ABS_LEVEL_GREATER2_FLAG + 6;

  /** Stands for contexts that a slice type does not use; equiprobable at every QP. */
  private static final int NA = 154;

  /**
   * initValue of H.265 Tables 9-5 to 9-37: per syntax element one row for each initType (0 I
   * slices, 1 and 2 P and B slices).
   */
  private static final int[][][] INIT_VALUES = {
    // sao_merge_left_flag, sao_merge_up_flag
    {{153}, {153}, {153}},
    // sao_type_idx_luma, sao_type_idx_chroma
    {{200}, {185}, {160}},
    // split_cu_flag
    {{139, 141, 157}, {107, 139, 126}, {107, 139, 126}},
    // cu_transquant_bypass_flag
    {{154}, {154}, {154}},
    // cu_skip_flag
    {{NA, NA, NA}, {197, 185, 201}, {197, 185, 201}},
    // pred_mode_flag
    {{NA}, {149}, {134}},
    // part_mode
    {{184, NA, NA, NA}, {154, 139, 154, 154}, {154, 139, 154, 154}},
    // prev_intra_luma_pred_flag
    {{184}, {154}, {183}},
    // intra_chroma_pred_mode
    {{63}, {152}, {152}},
    // rqt_root_cbf
    {{NA}, {79}, {79}},
    // merge_flag
    {{NA}, {110}, {154}},
    // merge_idx
    {{NA}, {122}, {137}},
    // inter_pred_idc
    {{NA, NA, NA, NA, NA}, {95, 79, 63, 31, 31}, {95, 79, 63, 31, 31}},
    // ref_idx_l0, ref_idx_l1
    {{NA, NA}, {153, 153}, {153, 153}},
    // mvp_l0_flag, mvp_l1_flag
    {{NA}, {168}, {168}},
    // split_transform_flag
    {{153, 138, 138}, {124, 138, 94}, {224, 167, 122}},
    // cbf_luma
    {{111, 141}, {153, 111}, {153, 111}},
    // cbf_cb, cbf_cr
    {{94, 138, 182, 154, 154}, {149, 107, 167, 154, 154}, {149, 92, 167, 154, 154}},
    // abs_mvd_greater0_flag
    {{NA}, {140}, {169}},
    // abs_mvd_greater1_flag
    {{NA}, {198}, {198}},
    // cu_qp_delta_abs
    {{154, 154}, {154, 154}, {154, 154}},
    // transform_skip_flag
    {{139, 139}, {139, 139}, {139, 139}},
    // last_sig_coeff_x_prefix
    LastPrefix.INIT_VALUES,
    // last_sig_coeff_y_prefix
    LastPrefix.INIT_VALUES,
    // coded_sub_block_flag
    {{91, 171, 134, 141}, {121, 140, 61, 154}, {121, 140, 61, 154}},
    // sig_coeff_flag
    {
      {
        111,
        111,
        125,
        110,
        110,
        94,
        124,
        108,
        124, // 4x4
        107,
        125,
        141,
        179,
        153,
        125,
        107,
        125,
        141,
        179,
        153,
        125, // 8x8: diagonal, others
        107,
        125,
        141,
        179,
        153,
        125, // 16x16, 32x32
        140,
        139,
        182,
        182,
        152,
        136,
        152,
        136,
        153,
        136,
        139,
        111,
        136,
        139,
        111 // chroma
      },
      {
        155, 154, 139, 153, 139, 123, 123, 63, 153, 166, 183, 140, 136, 153, 154, 166, 183, 140,
        136, 153, 154, 166, 183, 140, 136, 153, 154, 170, 153, 123, 123, 107, 121, 107, 121, 167,
        151, 183, 140, 151, 183, 140
      },
      {
        170, 154, 139, 153, 139, 123, 123, 63, 124, 166, 183, 140, 136, 153, 154, 166, 183, 140,
        136, 153, 154, 166, 183, 140, 136, 153, 154, 170, 153, 138, 138, 122, 121, 122, 121, 167,
        151, 183, 140, 151, 183, 140
      }
    },
    // coeff_abs_level_greater1_flag
    {
      {
        140, 92, 137, 138, 140, 152, 138, 139, 153, 74, 149, 92, 139, 107, 122, 152, 140, 179, 166,
        182, 140, 227, 122, 197
      },
      {
        154, 196, 196, 167, 154, 152, 167, 182, 182, 134, 149, 136, 153, 121, 136, 137, 169, 194,
        166, 167, 154, 167, 137, 182
      },
      {
        154, 196, 167, 167, 154, 152, 167, 182, 182, 134, 149, 136, 153, 121, 136, 122, 169, 208,
        166, 167, 154, 152, 167, 182
      }
    },
    // coeff_abs_level_greater2_flag
    {{138, 153, 136, 167, 152, 152}, {107, 167, 91, 122, 107, 167}, {107, 167, 91, 107, 107, 167}}
  };

  /** Initial states by initType and clipped QP; 3 * 52 arrays of {@link #COUNT} bytes. */
  private static final byte[][] INITIAL_STATES = initialStates();

  private final byte[] states = new byte[COUNT];

  /** Contexts of unspecified states; {@link #init} sets them. */
  public CabacContexts() {}

  /**
   * Sets the states at the start of a slice with cabac_init_flag 0 (H.265 §9.3.2.2).
   *
   * @param sliceType type of the slice
   * @param sliceQp SliceQpY; clipped to 0..51 as the clause says
   */
  public void init(SliceType sliceType, int sliceQp) {
    initWithType(sliceType == SliceType.I ? 0 : sliceType == SliceType.P ? 1 : 2, sliceQp);
  }

  /**
   * As {@link #init} with an explicit {@code initType} 0..2, for hosts that set cabac_init_flag.
   *
   * @param initType 0 for I slices, 1 or 2 for the others
   * @param sliceQp 0..51
   */
  public void initWithType(int initType, int sliceQp) {
    int qp = Math.max(0, Math.min(51, sliceQp));
    System.arraycopy(INITIAL_STATES[initType * 52 + qp], 0, states, 0, COUNT);
  }

  /**
   * Makes all states equal to those of {@code other}.
   *
   * @param other contexts whose states are taken
   */
  public void copyFrom(CabacContexts other) {
    System.arraycopy(other.states, 0, states, 0, COUNT);
  }

  /** {@return live states by context index: {@code pStateIdx << 1 | valMps}, 0..125} */
  public byte[] states() {
    return states;
  }

  /** {@code pStateIdx << 1 | valMps} of an initValue at a QP of 0..51. */
  static int initialState(int initValue, int qp) {
    int slope = (initValue >> 4) * 5 - 45;
    int offset = ((initValue & 15) << 3) - 16;
    int preCtxState = Math.max(1, Math.min(126, ((slope * qp) >> 4) + offset));
    return preCtxState <= 63 ? (63 - preCtxState) << 1 : (preCtxState - 64) << 1 | 1;
  }

  private static byte[][] initialStates() {
    byte[][] all = new byte[3 * 52][COUNT];
    for (int i = 0; i < all.length; i++) {
      int ctxIdx = 0;
      for (int[][] element : INIT_VALUES) {
        for (int initValue : element[i / 52]) {
          all[i][ctxIdx++] = (byte) initialState(initValue, i % 52);
        }
      }
      if (ctxIdx != COUNT) {
        throw new AssertionError("initValue tables hold " + ctxIdx + " entries, not " + COUNT);
      }
    }
    return all;
  }

  /** The x and y prefixes have the same tables. */
  private static final class LastPrefix {
    static final int[][] INIT_VALUES = {
      {110, 110, 124, 125, 140, 153, 125, 127, 140, 109, 111, 143, 127, 111, 79, 108, 123, 63},
      {125, 110, 94, 110, 95, 79, 125, 111, 110, 78, 110, 111, 111, 95, 94, 108, 123, 108},
      {125, 110, 124, 110, 95, 94, 125, 111, 111, 79, 125, 126, 111, 111, 79, 108, 123, 93}
    };
  }
}
