package org.nnrdoq.hevc.bitstream;

import java.io.ByteArrayOutputStream;

/** Collects the NAL units of one picture in the byte stream format (H.265 §7.3.1, Annex B). */
public final class AccessUnit {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 12);

  /**
   * Appends a NAL unit: start code, header, payload with emulation prevention.
   *
   * @param type type of the unit; nuh_layer_id and TemporalId are 0
   * @param rbsp raw byte sequence payload, trailing bits included
   * @return this
   */
  public AccessUnit add(NalUnitType type, byte[] rbsp) {
    if (out.size() == 0 || type.isParameterSet()) {
      out.write(0);
    }
    out.write(0);
    out.write(0);
    out.write(1);
    out.write(type.code() << 1);
    out.write(1); // nuh_temporal_id_plus1
    int zeros = 0;
    for (byte b : rbsp) {
      // 0, 0 and a byte of 0..3 would look like a start code or be reserved.
      if (zeros >= 2 && (b & 0xff) <= 3) {
        out.write(3);
        zeros = 0;
      }
      out.write(b);
      zeros = b == 0 ? zeros + 1 : 0;
    }
    if (zeros > 0) {
      out.write(3); // a NAL unit must not end in a zero byte
    }
    return this;
  }

  /** The byte stream so far. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }
}
