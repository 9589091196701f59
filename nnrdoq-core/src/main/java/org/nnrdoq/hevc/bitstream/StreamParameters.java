package org.nnrdoq.hevc.bitstream;

import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoSignal;

/**
 * What the parameter sets of an all-intra stream say: 4:2:0, profile Main (8 bit) or Main 10 (10
 * bit), coding tree blocks of 64x64 down to coding blocks of 8x8, transforms of 32x32 down to 4x4,
 * one slice per picture, no PCM, no scaling lists, one QP per picture.
 *
 * @param format of the video; a picture is coded in the next multiples of the smallest coding block
 *     and cropped by the conformance window, which can only crop to even sizes: an odd width or
 *     height is shown with one more column or row
 * @param maxTransformHierarchyDepthIntra max_transform_hierarchy_depth_intra, 0..4
 * @param signHiding sign_data_hiding_enabled_flag
 * @param transformSkip transform_skip_enabled_flag
 * @param strongIntraSmoothing strong_intra_smoothing_enabled_flag
 * @param deblocking whether the deblocking filter runs (pps_deblocking_filter_disabled_flag 0)
 * @param sao sample_adaptive_offset_enabled_flag
 * @param signal aspect ratio, range and fields, for the VUI
 * @param tierLevel tier and level
 */
public record StreamParameters(
    VideoFormat format,
    int maxTransformHierarchyDepthIntra,
    boolean signHiding,
    boolean transformSkip,
    boolean strongIntraSmoothing,
    boolean deblocking,
    boolean sao,
    VideoSignal signal,
    TierLevel tierLevel) {
  /** CtbLog2SizeY. */
  public static final int LOG2_CTB_SIZE = 6;

  /** MinCbLog2SizeY. */
  public static final int LOG2_MIN_CB_SIZE = 3;

  /** MinTbLog2SizeY. */
  public static final int LOG2_MIN_TB_SIZE = 2;

  /** MaxTbLog2SizeY. */
  public static final int LOG2_MAX_TB_SIZE = 5;

  public StreamParameters {
    int max = LOG2_CTB_SIZE - LOG2_MIN_TB_SIZE;
    if (maxTransformHierarchyDepthIntra < 0 || maxTransformHierarchyDepthIntra > max) {
      throw new IllegalArgumentException(
          "maxTransformHierarchyDepthIntra="
              + maxTransformHierarchyDepthIntra
              + ": expected 0.."
              + max);
    }
  }

  /** Nothing is known beside the geometry, and the level is the lowest for size and rate. */
  public StreamParameters(
      VideoFormat format,
      int maxTransformHierarchyDepthIntra,
      boolean signHiding,
      boolean transformSkip,
      boolean strongIntraSmoothing,
      boolean deblocking,
      boolean sao) {
    this(
        format,
        maxTransformHierarchyDepthIntra,
        signHiding,
        transformSkip,
        strongIntraSmoothing,
        deblocking,
        sao,
        VideoSignal.UNKNOWN,
        new TierLevel(
            Level.fitting(roundUp(format.width()), roundUp(format.height()), format.fps()), false));
  }

  /** The same stream of another level. */
  public StreamParameters with(TierLevel other) {
    return new StreamParameters(
        format,
        maxTransformHierarchyDepthIntra,
        signHiding,
        transformSkip,
        strongIntraSmoothing,
        deblocking,
        sao,
        signal,
        other);
  }

  /** The same stream of another signal. */
  public StreamParameters with(VideoSignal other) {
    return new StreamParameters(
        format,
        maxTransformHierarchyDepthIntra,
        signHiding,
        transformSkip,
        strongIntraSmoothing,
        deblocking,
        sao,
        other,
        tierLevel);
  }

  /** pic_width_in_luma_samples: the width rounded up to whole smallest coding blocks. */
  public int codedWidth() {
    return roundUp(format.width());
  }

  /** pic_height_in_luma_samples: the height rounded up to whole smallest coding blocks. */
  public int codedHeight() {
    return roundUp(format.height());
  }

  private static int roundUp(int size) {
    int mask = (1 << LOG2_MIN_CB_SIZE) - 1;
    return (size + mask) & ~mask;
  }
}
