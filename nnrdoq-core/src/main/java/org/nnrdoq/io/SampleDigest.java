package org.nnrdoq.io;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * MD5 of samples as a raw file holds them, plane by plane: the same for y4m and yuv, and that of
 * the file itself for yuv.
 *
 * @since 1.0
 */
public final class SampleDigest {
  private final MessageDigest digest = md5();
  private ByteBuffer buffer;

  /** The digest of no frame yet. */
  public SampleDigest() {}

  /**
   * Takes one more frame.
   *
   * @param frame a picture
   */
  public void add(Frame frame) {
    buffer = PlanarFile.pack(frame, buffer);
    digest.update(buffer.array(), 0, buffer.limit());
  }

  /** {@return hex digits of all frames so far; starts again} */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
