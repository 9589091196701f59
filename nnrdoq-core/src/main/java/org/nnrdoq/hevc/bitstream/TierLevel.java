package org.nnrdoq.hevc.bitstream;

/**
 * What a stream asks of a decoder.
 *
 * @param level general_level_idc
 * @param highTier general_tier_flag
 */
public record TierLevel(Level level, boolean highTier) {
  @Override
  public String toString() {
    return level + (highTier ? " High" : " Main");
  }
}
