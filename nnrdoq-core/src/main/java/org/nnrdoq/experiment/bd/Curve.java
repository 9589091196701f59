package org.nnrdoq.experiment.bd;

/** A piecewise polynomial of third degree over an interval. */
final class Curve {
  private final double[] from;
  private final double[][] pieces;
  private final double end;

  /**
   * Piece i covers from[i] to from[i + 1] (or the end); its four coefficients are those of powers
   * of x - from[i].
   */
  private Curve(double[] from, double[][] pieces, double end) {
    this.from = from;
    this.pieces = pieces;
    this.end = end;
  }

  /** Least-squares polynomial of third degree; exact for four points. */
  static Curve cubicFit(double[] x, double[] y) {
    return new Curve(
        new double[] {x[0]}, new double[][] {CubicFit.coefficients(x, y)}, x[x.length - 1]);
  }

  /** Piecewise cubic through the points with the given derivatives there. */
  static Curve hermite(double[] x, double[] y, double[] slope) {
    int n = x.length - 1;
    double[][] pieces = new double[n][];
    double[] from = new double[n];
    for (int i = 0; i < n; i++) {
      double h = x[i + 1] - x[i];
      double secant = (y[i + 1] - y[i]) / h;
      double c2 = (3 * secant - 2 * slope[i] - slope[i + 1]) / h;
      double c3 = (slope[i] + slope[i + 1] - 2 * secant) / (h * h);
      from[i] = x[i];
      pieces[i] = new double[] {y[i], slope[i], c2, c3};
    }
    return new Curve(from, pieces, x[n]);
  }

  double value(double x) {
    int i = from.length - 1;
    while (i > 0 && x < from[i]) {
      i--;
    }
    double t = x - from[i];
    double[] c = pieces[i];
    return ((c[3] * t + c[2]) * t + c[1]) * t + c[0];
  }

  /** Mean over a..b, which lies within the curve. */
  double mean(double a, double b) {
    double sum = 0;
    for (int i = 0; i < pieces.length; i++) {
      double lo = Math.max(a, from[i]);
      double hi = Math.min(b, i + 1 < from.length ? from[i + 1] : end);
      if (lo < hi) {
        sum += integral(pieces[i], hi - from[i]) - integral(pieces[i], lo - from[i]);
      }
    }
    return sum / (b - a);
  }

  /** From 0 to t. */
  private static double integral(double[] c, double t) {
    return (((c[3] / 4 * t + c[2] / 3) * t + c[1] / 2) * t + c[0]) * t;
  }
}
