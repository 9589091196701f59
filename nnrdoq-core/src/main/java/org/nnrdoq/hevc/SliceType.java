package org.nnrdoq.hevc;

/**
 * {@code slice_type} in the order of H.265 Table 7-7, so that {@link #ordinal()} is the coded
 * value.
 *
 * @since 1.0
 */
public enum SliceType {
  /** Predicted from up to two pictures. */
  B,
  /** Predicted from one picture. */
  P,
  /** Intra only. */
  I
}
