package org.nnrdoq.encoder;

import java.nio.file.Path;
import org.nnrdoq.quantizer.QuantizerSpec;

/**
 * One encode.
 *
 * @param input y4m or raw yuv file (a raw file's geometry is in {@code rawFormat})
 * @param rawFormat geometry of a raw input, {@code null} for y4m
 * @param output Annex B stream to write
 * @param recon reconstruction to write as y4m, or {@code null}
 * @param qp slice QP, 0..51
 * @param firstFrame first input frame to encode, 0-based
 * @param frames how many frames at most; 0 = all
 * @param threads worker threads, 1 or more; the stream does not depend on it
 * @param quantizer which quantizer
 * @param tools coding tools that a comparison may want to switch
 * @since 1.0
 */
public record EncodeJob(
    Path input,
    org.nnrdoq.io.VideoFormat rawFormat,
    Path output,
    Path recon,
    int qp,
    int firstFrame,
    int frames,
    int threads,
    QuantizerSpec quantizer,
    Tools tools) {

  /**
   * Checks the values.
   *
   * @param input y4m or raw yuv file (a raw file's geometry is in {@code rawFormat})
   * @param rawFormat geometry of a raw input, {@code null} for y4m
   * @param output Annex B stream to write
   * @param recon reconstruction to write as y4m, or {@code null}
   * @param qp slice QP, 0..51
   * @param firstFrame first input frame to encode, 0-based
   * @param frames how many frames at most; 0 = all
   * @param threads worker threads, 1 or more; the stream does not depend on it
   * @param quantizer which quantizer
   * @param tools coding tools that a comparison may want to switch
   * @throws IllegalArgumentException if one is out of its range
   */
  public EncodeJob {
    if (qp < 0 || qp > 51) {
      throw new IllegalArgumentException("qp=" + qp + ": expected 0..51");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads=" + threads + ": expected 1 or more");
    }
    if (frames < 0 || firstFrame < 0) {
      throw new IllegalArgumentException("frames and firstFrame: expected 0 or more");
    }
  }

  /**
   * Coding tools, all on by default as in HM's intra_main configuration.
   *
   * @param signHiding sign_data_hiding_enabled_flag
   * @param transformSkip transform_skip_enabled_flag
   * @param deblocking deblocking filter
   * @param sao sample adaptive offset
   */
  public record Tools(boolean signHiding, boolean transformSkip, boolean deblocking, boolean sao) {
    /** All tools on. */
    public static final Tools DEFAULT = new Tools(true, true, true, true);
  }
}
