package org.nnrdoq.network.port;

/**
 * log2(1 + n), from which features are made. Every backend uses these very values; strict
 * arithmetic makes them equal on every Java runtime.
 */
public final class LogTable {
  /** Number of values. */
  public static final int SIZE = 2048;

  private static final double LN2 = StrictMath.log(2);

  private LogTable() {}

  /** The values for n = 0..{@link #SIZE} - 1; a new array. */
  public static float[] values() {
    float[] values = new float[SIZE];
    for (int n = 0; n < SIZE; n++) {
      values[n] = (float) log2(n);
    }
    return values;
  }

  /** log2(1 + n). */
  public static double log2(int n) {
    return StrictMath.log1p(n) / LN2;
  }
}
