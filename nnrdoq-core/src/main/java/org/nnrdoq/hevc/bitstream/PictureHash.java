package org.nnrdoq.hevc.bitstream;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The decoded picture hash SEI message with MD5 sums, by which decoders check themselves (H.265
 * §D.2.20, §D.3.20).
 */
public final class PictureHash {
  private static final int PAYLOAD_TYPE = 132;
  private static final int HASH_TYPE_MD5 = 0;
  private static final int MD5_BYTES = 16;

  private PictureHash() {}

  /**
   * RBSP of a suffix SEI unit.
   *
   * @param md5 sums of the decoded Y, Cb and Cr planes, of {@link #md5}
   */
  public static byte[] sei(byte[][] md5) {
    BitWriter out = new BitWriter();
    out.u(PAYLOAD_TYPE, 8);
    out.u(1 + md5.length * MD5_BYTES, 8);
    out.u(HASH_TYPE_MD5, 8);
    for (byte[] sum : md5) {
      out.bytes(sum);
    }
    out.trailingBits();
    return out.toByteArray();
  }

  /**
   * MD5 of a decoded plane as coded, before cropping by the conformance window.
   *
   * @param plane samples, row by row
   * @param width columns
   * @param height rows
   * @param stride samples from one row to the next
   * @param bitDepth 8: one byte per sample enters the sum; more: two, low byte first
   * @return 16 bytes
   */
  public static byte[] md5(short[] plane, int width, int height, int stride, int bitDepth) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
    int bytes = bitDepth > 8 ? 2 : 1;
    byte[] row = new byte[width * bytes];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int sample = plane[y * stride + x];
        row[x * bytes] = (byte) sample;
        if (bytes == 2) {
          row[2 * x + 1] = (byte) (sample >> 8);
        }
      }
      digest.update(row);
    }
    return digest.digest();
  }
}
