package org.nnrdoq.quantizer;

import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;

/**
 * All that a quantizer must know of one transform block besides its coefficients and entropy costs.
 *
 * <p>Immutable. Hosts build one per distinct combination and reuse it, so that quantizing allocates
 * nothing.
 *
 * @param log2TrafoSize log2 of the block's side in samples of its own component, 2..5
 * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
 * @param predMode prediction mode of the coding unit
 * @param sliceType type of the slice
 * @param scanIdx 0 up-right diagonal, 1 horizontal, 2 vertical (H.265 §6.5.3 to §6.5.5)
 * @param qp the block's quantization parameter with the bit-depth offset (Qp'Y, Qp'Cb or Qp'Cr of
 *     H.265 §8.6.1), 0..51 + 6 * (bitDepth - 8)
 * @param bitDepth of the block's component, 8..12
 * @param lambda Lagrange multiplier of this component: squared error (in HM's 8-bit normalisation)
 *     worth one bit; finite, 0 or more; with 0, quantizers that weigh rate choose the least
 *     distortion
 * @param transformSkip whether transform_skip_flag is set
 * @param signHiding whether sign_data_hiding_enabled_flag applies
 * @since 1.0
 */
public record BlockParameters(
    int log2TrafoSize,
    int cIdx,
    PredMode predMode,
    SliceType sliceType,
    int scanIdx,
    int qp,
    int bitDepth,
    double lambda,
    boolean transformSkip,
    boolean signHiding) {

  /**
   * Checks the values.
   *
   * @param log2TrafoSize log2 of the block's side in samples of its own component, 2..5
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @param predMode prediction mode of the coding unit
   * @param sliceType type of the slice
   * @param scanIdx 0 up-right diagonal, 1 horizontal, 2 vertical (H.265 §6.5.3 to §6.5.5)
   * @param qp the block's quantization parameter with the bit-depth offset (Qp'Y, Qp'Cb or Qp'Cr of
   *     H.265 §8.6.1), 0..51 + 6 * (bitDepth - 8)
   * @param bitDepth of the block's component, 8..12
   * @param lambda Lagrange multiplier of this component: squared error (in HM's 8-bit
   *     normalisation) worth one bit; finite, 0 or more; with 0, quantizers that weigh rate choose
   *     the least distortion
   * @param transformSkip whether transform_skip_flag is set
   * @param signHiding whether sign_data_hiding_enabled_flag applies
   * @throws IllegalArgumentException if one is out of its range
   */
  public BlockParameters {
    check("log2TrafoSize", log2TrafoSize, 2, 5);
    check("cIdx", cIdx, 0, 2);
    check("scanIdx", scanIdx, 0, 2);
    check("bitDepth", bitDepth, 8, 12);
    check("qp", qp, 0, 51 + 6 * (bitDepth - 8));
    if (!(lambda >= 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException("lambda=" + lambda + ": expected a finite value >= 0");
    }
    if (predMode == null || sliceType == null) {
      throw new IllegalArgumentException("predMode and sliceType are required");
    }
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + ": expected " + min + ".." + max);
    }
  }

  /** {@return side of the block in samples: 4, 8, 16 or 32} */
  public int size() {
    return 1 << log2TrafoSize;
  }

  /** {@return number of coefficients: size squared} */
  public int coefficients() {
    return 1 << (2 * log2TrafoSize);
  }

  /** {@return whether the block is luma} */
  public boolean isLuma() {
    return cIdx == 0;
  }

  /**
   * Makes sure that a block of this size fits into the arrays of a call.
   *
   * @param coefficients coefficients of the call
   * @param levels levels of the call
   * @throws IllegalArgumentException naming the array that is too short
   */
  public void requireRoom(int[] coefficients, int[] levels) {
    if (coefficients.length < coefficients()) {
      throw tooShort("coefficients", coefficients);
    }
    if (levels.length < coefficients()) {
      throw tooShort("levels", levels);
    }
  }

  private IllegalArgumentException tooShort(String name, int[] array) {
    return new IllegalArgumentException(
        name
            + ".length="
            + array.length
            + ": expected "
            + coefficients()
            + " or more for a block of "
            + size()
            + "x"
            + size());
  }
}
