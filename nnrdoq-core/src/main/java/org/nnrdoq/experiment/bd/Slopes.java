package org.nnrdoq.experiment.bd;

/** Derivatives at the points of a piecewise cubic curve. */
final class Slopes {
  private Slopes() {}

  /**
   * Monotone derivatives of Fritsch and Butland: a weighted harmonic mean of the two neighbouring
   * secants, 0 at an extremum; three-point formulas at the ends, limited to keep the shape.
   */
  static double[] pchip(double[] x, double[] y) {
    int n = x.length;
    double[] h = steps(x);
    double[] m = secants(x, y);
    double[] d = new double[n];
    for (int i = 1; i < n - 1; i++) {
      if (m[i - 1] * m[i] > 0) {
        double left = 2 * h[i] + h[i - 1];
        double right = h[i] + 2 * h[i - 1];
        d[i] = (left + right) / (left / m[i - 1] + right / m[i]);
      }
    }
    d[0] = pchipEnd(h[0], h[1], m[0], m[1]);
    d[n - 1] = pchipEnd(h[n - 2], h[n - 3], m[n - 2], m[n - 3]);
    return d;
  }

  private static double pchipEnd(double h0, double h1, double m0, double m1) {
    double d = ((2 * h0 + h1) * m0 - h0 * m1) / (h0 + h1);
    if (Math.signum(d) != Math.signum(m0)) {
      return 0;
    }
    boolean turns = Math.signum(m0) != Math.signum(m1);
    return turns && Math.abs(d) > 3 * Math.abs(m0) ? 3 * m0 : d;
  }

  /**
   * Akima's derivatives (1970): secants weighted by how much the secants on the other side differ;
   * two secants are extrapolated beyond each end.
   */
  static double[] akima(double[] x, double[] y) {
    int n = x.length;
    double[] m = new double[n + 3];
    System.arraycopy(secants(x, y), 0, m, 2, n - 1);
    m[1] = 2 * m[2] - m[3];
    m[0] = 2 * m[1] - m[2];
    m[n + 1] = 2 * m[n] - m[n - 1];
    m[n + 2] = 2 * m[n + 1] - m[n];
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(m[i + 3] - m[i + 2]) + Math.abs(m[i + 1] - m[i]));
    }
    double[] d = new double[n];
    for (int i = 0; i < n; i++) {
      double after = Math.abs(m[i + 3] - m[i + 2]);
      double before = Math.abs(m[i + 1] - m[i]);
      // on a straight run both weights vanish: then the mean
      d[i] =
          after + before > 1e-9 * largest
              ? (after * m[i + 1] + before * m[i + 2]) / (after + before)
              : 0.5 * (m[i + 3] + m[i]);
    }
    return d;
  }

  private static double[] steps(double[] x) {
    double[] h = new double[x.length - 1];
    for (int i = 0; i < h.length; i++) {
      h[i] = x[i + 1] - x[i];
    }
    return h;
  }

  private static double[] secants(double[] x, double[] y) {
    double[] m = new double[x.length - 1];
    for (int i = 0; i < m.length; i++) {
      m[i] = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
    }
    return m;
  }
}
