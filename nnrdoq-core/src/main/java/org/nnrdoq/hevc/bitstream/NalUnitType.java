package org.nnrdoq.hevc.bitstream;

/** The {@code nal_unit_type}s that an all-intra stream needs (H.265 Table 7-1). */
public enum NalUnitType {
  IDR_W_RADL(19),
  IDR_N_LP(20),
  VPS(32),
  SPS(33),
  PPS(34),
  PREFIX_SEI(39),
  SUFFIX_SEI(40);

  private final int code;

  NalUnitType(int code) {
    this.code = code;
  }

  /** {@code nal_unit_type}. */
  public int code() {
    return code;
  }

  /** Whether the unit is one of a parameter set, whose start code has a zero byte before it. */
  public boolean isParameterSet() {
    return this == VPS || this == SPS || this == PPS;
  }
}
