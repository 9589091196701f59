package org.nnrdoq.hevc.bitstream;

import org.nnrdoq.io.VideoSignal;

/** The picture timing SEI message (H.265 §D.2.3), for pictures that hold two fields. */
public final class PictureTiming {
  private static final int PAYLOAD_TYPE = 1;

  /** pic_struct (Table D.2): both fields, that of the top line first, or last. */
  private static final int TOP_BOTTOM = 3;

  private static final int BOTTOM_TOP = 4;

  /** source_scan_type: interlaced. */
  private static final int INTERLACED = 0;

  private PictureTiming() {}

  /**
   * The RBSP of a prefix SEI unit.
   *
   * @param scan top or bottom field first
   */
  public static byte[] sei(VideoSignal.Scan scan) {
    boolean top = scan == VideoSignal.Scan.TOP_FIELD_FIRST;
    if (!top && scan != VideoSignal.Scan.BOTTOM_FIELD_FIRST) {
      throw new IllegalArgumentException("scan " + scan + ": expected top or bottom field first");
    }
    BitWriter out = new BitWriter();
    out.u(PAYLOAD_TYPE, 8); // payload_type
    out.u(1, 8); // payload_size in bytes
    out.u(top ? TOP_BOTTOM : BOTTOM_TOP, 4); // pic_struct
    out.u(INTERLACED, 2); // source_scan_type
    out.flag(false); // duplicate_flag
    out.trailingBits(); // the payload's own alignment ends its byte
    out.trailingBits();
    return out.toByteArray();
  }
}
