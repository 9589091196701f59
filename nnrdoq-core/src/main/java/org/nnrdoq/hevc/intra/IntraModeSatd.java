package org.nnrdoq.hevc.intra;

import org.nnrdoq.hevc.transform.PackedSatd;
import org.nnrdoq.hevc.transform.SatdBatch;

/**
 * SATD of a luma block against its 35 intra predictions, all or some, for choosing the modes worth
 * coding.
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

  private int log2Size;
  private int bitDepth;
  private int[] reference;
  private int[] filtered;

  /** Modes added since the last {@link #finish}, and their results. */
  private final int[] modes = new int[IntraPredictor.MODES];

  private final int[] results = new int[IntraPredictor.MODES];
  private int count;

  /**
   * Compares a block with all 35 predictions.
   *
   * @param satd receives one value for each mode, in the units of Satd; for the others see {@link
   *     #begin}
   */
  public void compare(
      int log2Size, int bitDepth, int[] block, int[] reference, int[] filtered, int[] satd) {
    begin(log2Size, bitDepth, block, reference, filtered);
    for (int mode = 0; mode < IntraPredictor.MODES; mode++) {
      add(mode);
    }
    finish(satd);
  }

  /**
   * Turns to a block.
   *
   * @param log2Size log2 of the block's side, 2..6
   * @param bitDepth of the samples, 8..10
   * @param block samples to predict, raster order, stride = side; not kept
   * @param reference 4N + 1 neighbours as {@link ReferenceSamples} lays them out; read until {@link
   *     #finish}
   * @param filtered smoothed neighbours, likewise; not read for sides of 4 and 64
   */
  public void begin(int log2Size, int bitDepth, int[] block, int[] reference, int[] filtered) {
    assert bitDepth <= 10 : "bitDepth=" + bitDepth + ": expected at most 10";
    this.log2Size = log2Size;
    this.bitDepth = bitDepth;
    this.reference = reference;
    this.filtered = filtered;
    count = 0;
    PackedSatd.pack(log2Size, block, source);
    PackedSatd.packTransposed(log2Size, block, transposed);
    PackedPredictor.load(log2Size, false, reference, windows[0]);
    PackedPredictor.load(log2Size, true, reference, windows[1]);
    if (log2Size > 2 && log2Size < 6) {
      PackedPredictor.load(log2Size, false, filtered, windows[2]);
      PackedPredictor.load(log2Size, true, filtered, windows[3]);
    }
    batch.begin(log2Size, results);
  }

  /** Adds one mode, at most each once between {@link #begin} and {@link #finish}. */
  public void add(int mode) {
    boolean transposes = PackedPredictor.isTransposed(mode);
    boolean smooth = ReferenceSamples.usesFiltered(mode, log2Size);
    int[] p = smooth ? filtered : reference;
    long[] window = windows[(smooth ? 2 : 0) + (transposes ? 1 : 0)];
    predictor.predict(mode, log2Size, log2Size < 5, bitDepth, p, window);
    modes[count++] = mode;
    batch.add(transposes ? transposed : source, predictor.prediction);
  }

  /**
   * Completes the modes added so far; more can be added to the same block afterwards.
   *
   * @param satd receives the values of those modes, indexed by mode; others are left alone
   */
  public void finish(int[] satd) {
    batch.finish();
    for (int i = 0; i < count; i++) {
      satd[modes[i]] = results[i];
    }
    count = 0;
    batch.begin(log2Size, results);
  }
}
