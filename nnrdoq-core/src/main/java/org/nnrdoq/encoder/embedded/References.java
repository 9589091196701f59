package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.intra.IntraModeSatd;
import org.nnrdoq.hevc.intra.IntraPredictor;
import org.nnrdoq.hevc.intra.ReferenceSamples;

/** Neighbours of the current block, plain and smoothed, and the predictions made from them. */
final class References {
  private final PictureState picture;
  private final IntraPredictor predictor = new IntraPredictor();
  private final IntraModeSatd comparison = new IntraModeSatd();
  private final int[] reference = new int[ReferenceSamples.MAX_LENGTH];
  private final int[] filtered = new int[ReferenceSamples.MAX_LENGTH];
  private int cIdx;
  private int log2Size;

  References(PictureState picture) {
    this.picture = picture;
  }

  /**
   * Gathers the neighbours of a block.
   *
   * @param x luma column
   * @param y luma row
   * @param log2Size log2 of the side in samples of the component, 2..6
   */
  void load(int cIdx, int x, int y, int log2Size) {
    this.cIdx = cIdx;
    this.log2Size = log2Size;
    int shift = cIdx == 0 ? 0 : 1;
    ReferenceSamples.gather(
        picture.recon(cIdx),
        picture.stride(cIdx),
        x >> shift,
        y >> shift,
        log2Size,
        available(cIdx, x, y, log2Size),
        picture.bitDepth,
        reference);
    if (cIdx == 0 && log2Size > 2) {
      ReferenceSamples.filter(log2Size, true, picture.bitDepth, reference, filtered);
    }
  }

  /** SATD of a luma block against all 35 predictions, by mode. */
  void compareAll(int[] block, int[] satd) {
    comparison.compare(log2Size, picture.bitDepth, block, reference, filtered, satd);
  }

  /** Predicts the block. */
  void predict(int mode, int[] into) {
    predictor.predict(mode, log2Size, cIdx, picture.bitDepth, reference, filtered, into);
  }

  /** Availability mask of {@link ReferenceSamples}; square neighbours are decoded as a whole. */
  private long available(int cIdx, int x, int y, int log2Size) {
    int shift = cIdx == 0 ? 0 : 1;
    int size = 1 << log2Size + shift;
    int half = ReferenceSamples.unitsPerSide(log2Size) / 2;
    int unitLuma = ReferenceSamples.unit(log2Size) << shift;
    long side = (1L << half) - 1;
    long mask = 0;
    if (x > 0) {
      mask |= side << half;
      if (picture.isAvailable(x, y, x - size, y + size)) {
        int units = Math.min(half, (picture.height - y - size) / unitLuma);
        mask |= (1L << units) - 1 << half - units;
      }
    }
    if (y > 0) {
      mask |= side << 2 * half + 1;
      if (picture.isAvailable(x, y, x + size, y - size)) {
        int units = Math.min(half, (picture.width - x - size) / unitLuma);
        mask |= (1L << units) - 1 << 3 * half + 1;
      }
    }
    return x > 0 && y > 0 ? mask | 1L << 2 * half : mask;
  }
}
