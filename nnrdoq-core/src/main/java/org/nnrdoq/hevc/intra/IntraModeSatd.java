package org.nnrdoq.hevc.intra;

import org.nnrdoq.hevc.transform.PackedSatd;
import org.nnrdoq.hevc.transform.SatdBatch;

/**
 * SATD of a luma block against its 35 intra predictions, for choosing the modes worth coding.
 *
 * <p>Gives what {@link IntraPredictor} and Satd give together, several times faster: four samples
 * share a {@code long}, and horizontal modes are compared with the transposed source instead of
 * being transposed. An instance holds scratch memory and serves one thread.
 */
public final class IntraModeSatd {
  private final long[] source = new long[64 * 16];
  private final long[] transposed = new long[64 * 16];
  private final PackedPredictor predictor = new PackedPredictor();

  private final SatdBatch batch = new SatdBatch();

  /** Windows of the upper and of the left side; plain, then smoothed. */
  private final long[][] windows = {
    PackedPredictor.newWindow(),
    PackedPredictor.newWindow(),
    PackedPredictor.newWindow(),
    PackedPredictor.newWindow()
  };

  /**
   * Compares a block with all 35 predictions.
   *
   * @param log2Size log2 of the block's side, 2..6
   * @param bitDepth of the samples, 8..10
   * @param block samples to predict, raster order, stride = side
   * @param reference 4N + 1 neighbours as {@link ReferenceSamples} lays them out
   * @param filtered smoothed neighbours, likewise; not read for sides of 4 and 64
   * @param satd receives one value for each mode, in the units of Satd
   */
  public void compare(
      int log2Size, int bitDepth, int[] block, int[] reference, int[] filtered, int[] satd) {
    assert bitDepth <= 10 : "bitDepth=" + bitDepth + ": expected at most 10";
    PackedSatd.pack(log2Size, block, source);
    PackedSatd.packTransposed(log2Size, block, transposed);
    PackedPredictor.load(log2Size, false, reference, windows[0]);
    PackedPredictor.load(log2Size, true, reference, windows[1]);
    if (log2Size > 2 && log2Size < 6) {
      PackedPredictor.load(log2Size, false, filtered, windows[2]);
      PackedPredictor.load(log2Size, true, filtered, windows[3]);
    }
    batch.begin(log2Size, satd);
    for (int mode = 0; mode < IntraPredictor.MODES; mode++) {
      boolean transposes = PackedPredictor.isTransposed(mode);
      boolean smooth = ReferenceSamples.usesFiltered(mode, log2Size);
      int[] p = smooth ? filtered : reference;
      long[] window = windows[(smooth ? 2 : 0) + (transposes ? 1 : 0)];
      predictor.predict(mode, log2Size, log2Size < 5, bitDepth, p, window);
      batch.add(transposes ? transposed : source, predictor.prediction);
    }
    batch.finish();
  }
}
