package org.nnrdoq.hevc.intra;

/**
 * Predicts the samples of a block from its neighbours, H.265 §8.4.4.2.4 to §8.4.4.2.6, for 4:2:0.
 *
 * <p>Neighbours are laid out as {@link ReferenceSamples} says. An instance holds scratch memory and
 * serves one thread.
 */
public final class IntraPredictor {
  public static final int PLANAR = 0;
  public static final int DC = 1;
  public static final int HORIZONTAL = 10;
  public static final int VERTICAL = 26;

  /** Number of prediction modes, 0..34. */
  public static final int MODES = 35;

  private final PackedPredictor packed = new PackedPredictor();
  private final long[] window = PackedPredictor.newWindow();

  /**
   * Predicts one block, choosing between plain and smoothed neighbours as the standard does.
   *
   * @param mode IntraPredModeY or IntraPredModeC, 0..34
   * @param log2Size log2 of the block's side, 2..6
   * @param cIdx colour component
   * @param bitDepth of the samples, 8..10
   * @param reference 4N + 1 neighbours
   * @param filtered the smoothed neighbours; read only where {@link ReferenceSamples#usesFiltered}
   *     says so and {@code cIdx} is 0
   * @param dst receives the prediction, raster order, stride = side
   */
  public void predict(
      int mode, int log2Size, int cIdx, int bitDepth, int[] reference, int[] filtered, int[] dst) {
    int[] p = cIdx == 0 && ReferenceSamples.usesFiltered(mode, log2Size) ? filtered : reference;
    boolean transposed = PackedPredictor.isTransposed(mode);
    PackedPredictor.load(log2Size, transposed, p, window);
    packed.predict(mode, log2Size, cIdx == 0 && log2Size < 5, bitDepth, p, window);
    if (transposed) {
      packed.unpackTransposed(log2Size, dst);
    } else {
      packed.unpack(log2Size, dst);
    }
  }
}
