package org.nnrdoq.encoder.embedded;

/** Luma mode prediction from the left and upper neighbour (H.265 §8.4.2). */
final class MostProbableModes {
  static final int PLANAR = 0;
  static final int DC = 1;
  static final int HORIZONTAL = 10;
  static final int VERTICAL = 26;
  static final int ANGULAR_34 = 34;

  private MostProbableModes() {}

  /**
   * Fills {@code candModeList}.
   *
   * @param left luma mode of the left neighbour, {@link #DC} where it is not available
   * @param above luma mode of the upper neighbour, {@link #DC} where it is not available or in
   *     another coding tree row
   * @param list receives the three candidates
   */
  static void derive(int left, int above, int[] list) {
    if (left == above) {
      if (left < 2) {
        list[0] = PLANAR;
        list[1] = DC;
        list[2] = VERTICAL;
      } else {
        list[0] = left;
        list[1] = 2 + (left + 29) % 32;
        list[2] = 2 + (left - 2 + 1) % 32;
      }
      return;
    }
    list[0] = left;
    list[1] = above;
    if (left != PLANAR && above != PLANAR) {
      list[2] = PLANAR;
    } else if (left != DC && above != DC) {
      list[2] = DC;
    } else {
      list[2] = VERTICAL;
    }
  }

  /** Index of {@code mode} in the list, or -1. */
  static int indexOf(int[] list, int mode) {
    return mode == list[0] ? 0 : mode == list[1] ? 1 : mode == list[2] ? 2 : -1;
  }

  /** {@code rem_intra_luma_pred_mode} of a mode that is not in the list. */
  static int remaining(int[] list, int mode) {
    return mode - (list[0] < mode ? 1 : 0) - (list[1] < mode ? 1 : 0) - (list[2] < mode ? 1 : 0);
  }

  /**
   * {@code IntraPredModeC} for an {@code intra_chroma_pred_mode} (H.265 §8.4.3, Table 8-2).
   *
   * @param syntaxMode 0..4
   * @param lumaMode luma mode of the first prediction block of the coding unit
   */
  static int chromaMode(int syntaxMode, int lumaMode) {
    int mode;
    switch (syntaxMode) {
      case 0:
        mode = PLANAR;
        break;
      case 1:
        mode = VERTICAL;
        break;
      case 2:
        mode = HORIZONTAL;
        break;
      case 3:
        mode = DC;
        break;
      default:
        return lumaMode;
    }
    return mode == lumaMode ? ANGULAR_34 : mode;
  }
}
