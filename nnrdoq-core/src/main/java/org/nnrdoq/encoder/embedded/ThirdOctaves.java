package org.nnrdoq.encoder.embedded;

/**
 * Powers of two in steps of a third, of which QPs are made: three steps double a squared error.
 *
 * <p>A table, because {@link Math#pow} may round differently from machine to machine, and the last
 * bit of a Lagrange multiplier has changed streams. The values are those of the exact power,
 * rounded once; a test computes them.
 */
final class ThirdOctaves {
  private static final int LOWEST = -12;

  private static final double[] POWERS = {
    0.0625, 0.07874506561842957, 0.09921256574801246,
    0.125, 0.15749013123685915, 0.19842513149602492,
    0.25, 0.3149802624737183, 0.3968502629920499,
    0.5, 0.6299605249474366, 0.7937005259840998,
    1.0, 1.2599210498948732, 1.5874010519681994,
    2.0, 2.5198420997897464, 3.174802103936399,
    4.0, 5.039684199579493, 6.3496042078727974,
    8.0, 10.079368399158986, 12.699208415745595,
    16.0, 20.158736798317967, 25.398416831491197,
    32.0, 40.317473596635935, 50.796833662982394,
    64.0, 80.63494719327187, 101.59366732596479,
    128.0, 161.26989438654374, 203.18733465192958,
    256.0, 322.53978877308765, 406.3746693038589,
    512.0, 645.0795775461753, 812.7493386077178,
    1024.0, 1290.1591550923506, 1625.4986772154357,
    2048.0, 2580.318310184701, 3250.9973544308714,
    4096.0, 5160.636620369402, 6501.994708861743,
    8192.0
  };

  private ThirdOctaves() {}

  /**
   * Two to the power of {@code thirds / 3.0}.
   *
   * @param thirds -12..39
   */
  static double pow2(int thirds) {
    return POWERS[thirds - LOWEST];
  }
}
