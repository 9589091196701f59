package org.nnrdoq.hevc;

/**
 * {@code CuPredMode} of the coding unit that holds a block; {@link #ordinal()} is stored in
 * recordings.
 *
 * @since 1.0
 */
public enum PredMode {
  /** Predicted from the same picture. */
  INTRA,
  /** Predicted from other pictures. */
  INTER
}
