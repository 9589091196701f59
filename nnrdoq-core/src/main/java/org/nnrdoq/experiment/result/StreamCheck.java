package org.nnrdoq.experiment.result;

import java.io.IOException;
import java.nio.file.Path;
import org.nnrdoq.io.VideoFormat;

/**
 * An independent decoder that checks streams.
 *
 * @since 1.0
 */
@FunctionalInterface
public interface StreamCheck {
  /**
   * Decodes a stream and compares every frame with the encoder's reconstruction, sample by sample.
   *
   * @param stream H.265 Annex B file
   * @param recon y4m or raw file of the reconstruction
   * @param rawFormat geometry of a raw file; {@code null} for y4m
   * @return number of frames that were compared, 1 or more
   * @throws VerificationException at the first difference, or if a picture carries no matching MD5
   * @throws IOException if a file cannot be read
   */
  int check(Path stream, Path recon, VideoFormat rawFormat)
      throws IOException, VerificationException;
}
