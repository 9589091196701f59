package org.nnrdoq.training.data;

/**
 * What levels of some blocks cost, in bits (J divided by lambda) weighed by recording, and counts
 * of decisions.
 */
public final class Totals {
  /** Cost of the network's decisions. */
  public double network;

  /** Cost of levels rounded to nearest. */
  public double nearest;

  /** Number of blocks. */
  public long blocks;

  double teacher;
  double scalar;
  long decisions;
  long agreeing;

  /** Totals of nothing, one for each of so many recordings. */
  public static Totals[] zeros(int count) {
    Totals[] totals = new Totals[count];
    for (int i = 0; i < count; i++) {
      totals[i] = new Totals();
    }
    return totals;
  }

  /** Adds what was measured on other blocks, or by other quantizers on the same ones. */
  public void add(Totals other) {
    network += other.network;
    nearest += other.nearest;
    blocks += other.blocks;
    teacher += other.teacher;
    scalar += other.scalar;
    decisions += other.decisions;
    agreeing += other.agreeing;
  }

  /** Share of what the teacher gains over scalar quantization that the network gains. */
  public double gapClosed() {
    return (scalar - network) / (scalar - teacher);
  }

  /** Mean bits per block lost against the teacher. */
  public double regret() {
    return (network - teacher) / blocks;
  }

  /** Share of decisions that are the teacher's. */
  public double accuracy() {
    return (double) agreeing / decisions;
  }
}
