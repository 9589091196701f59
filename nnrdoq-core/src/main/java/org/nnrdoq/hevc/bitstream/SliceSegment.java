package org.nnrdoq.hevc.bitstream;

import org.nnrdoq.hevc.SliceType;

/** The one slice segment of an IDR picture (H.265 §7.3.2.9, §7.3.6.1). */
public final class SliceSegment {
  private SliceSegment() {}

  /**
   * Header and data of an I slice that covers a whole IDR picture.
   *
   * @param parameters as written into the parameter sets
   * @param sliceQp SliceQpY, -QpBdOffset..51
   * @param saoLuma slice_sao_luma_flag; false without SAO
   * @param saoChroma slice_sao_chroma_flag; false without SAO
   * @param sliceData coded slice_segment_data() with its trailing bits, as the arithmetic encoder
   *     leaves it
   * @return RBSP for a NAL unit of type IDR_W_RADL or IDR_N_LP
   * @throws IllegalArgumentException if the QP is out of range or SAO is on in the slice but not in
   *     the sequence
   */
  public static byte[] idr(
      StreamParameters parameters,
      int sliceQp,
      boolean saoLuma,
      boolean saoChroma,
      byte[] sliceData) {
    int qpBdOffset = 6 * (parameters.format().bitDepth() - 8);
    if (sliceQp < -qpBdOffset || sliceQp > 51) {
      throw new IllegalArgumentException(
          "sliceQp=" + sliceQp + ": expected " + -qpBdOffset + "..51");
    }
    if ((saoLuma || saoChroma) && !parameters.sao()) {
      throw new IllegalArgumentException("SAO in a slice of a sequence without SAO");
    }
    BitWriter out = new BitWriter();
    out.flag(true); // first_slice_segment_in_pic_flag
    out.flag(false); // no_output_of_prior_pics_flag
    out.ue(0); // slice_pic_parameter_set_id
    out.ue(SliceType.I.ordinal()); // slice_type
    if (parameters.sao()) {
      out.flag(saoLuma); // slice_sao_luma_flag
      out.flag(saoChroma); // slice_sao_chroma_flag
    }
    out.se(sliceQp - ParameterSets.INIT_QP); // slice_qp_delta
    out.trailingBits(); // byte_alignment()
    out.bytes(sliceData);
    return out.toByteArray();
  }
}
