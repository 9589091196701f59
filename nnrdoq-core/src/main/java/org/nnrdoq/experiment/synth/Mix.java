package org.nnrdoq.experiment.synth;

/** Random numbers by hashing, so that any of them can be had without those before it. */
final class Mix {
  private Mix() {}

  /** The finalizer of SplitMix64: a bijection that mixes all bits. */
  static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }

  static long mix(long seed, long index) {
    return mix(mix(seed + 0x9e3779b97f4a7c15L) + index * 0x9e3779b97f4a7c15L);
  }

  /** Uniform in 0 (included) to 1 (excluded). */
  static double uniform(long hash) {
    return (hash >>> 11) * 0x1p-53;
  }

  /** Sum of four uniform numbers, scaled to mean 0 and variance 1: near enough to a Gaussian. */
  static double gaussian(long hash) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += (hash >>> (16 * i)) & 0xffff;
    }
    return (sum / 65536 - 2 + 2.0 / 65536) * 1.7320508075688772;
  }
}
