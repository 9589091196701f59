package org.nnrdoq.experiment.bd;

import org.hipparchus.analysis.polynomials.PolynomialFunction;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;

/** A piecewise polynomial over an interval. */
final class Curve {
  private final double[] from;
  private final PolynomialFunction[] pieces;
  private final double end;

  /** Piece i covers from[i] to from[i + 1] (or the end) and takes x - from[i]. */
  private Curve(double[] from, PolynomialFunction[] pieces, double end) {
    this.from = from;
    this.pieces = pieces;
    this.end = end;
  }

  /** Least-squares polynomial of third degree; exact for four points. */
  static Curve cubicFit(double[] x, double[] y) {
    double[][] powers = new double[x.length][4];
    for (int i = 0; i < x.length; i++) {
      double t = x[i] - x[0]; // shifted, for the condition of the system
      powers[i] = new double[] {1, t, t * t, t * t * t};
    }
    double[] c =
        new QRDecomposition(new Array2DRowRealMatrix(powers, false))
            .getSolver()
            .solve(new ArrayRealVector(y, false))
            .toArray();
    return new Curve(
        new double[] {x[0]}, new PolynomialFunction[] {new PolynomialFunction(c)}, x[x.length - 1]);
  }

  /** Piecewise cubic through the points with the given derivatives there. */
  static Curve hermite(double[] x, double[] y, double[] slope) {
    int n = x.length - 1;
    PolynomialFunction[] pieces = new PolynomialFunction[n];
    double[] from = new double[n];
    for (int i = 0; i < n; i++) {
      double h = x[i + 1] - x[i];
      double secant = (y[i + 1] - y[i]) / h;
      double c2 = (3 * secant - 2 * slope[i] - slope[i + 1]) / h;
      double c3 = (slope[i] + slope[i + 1] - 2 * secant) / (h * h);
      from[i] = x[i];
      pieces[i] = new PolynomialFunction(y[i], slope[i], c2, c3);
    }
    return new Curve(from, pieces, x[n]);
  }

  double value(double x) {
    int i = from.length - 1;
    while (i > 0 && x < from[i]) {
      i--;
    }
    return pieces[i].value(x - from[i]);
  }

  /** Mean over a..b, which lies within the curve. */
  double mean(double a, double b) {
    double sum = 0;
    for (int i = 0; i < pieces.length; i++) {
      double lo = Math.max(a, from[i]);
      double hi = Math.min(b, i + 1 < from.length ? from[i + 1] : end);
      if (lo < hi) {
        sum += pieces[i].integrate(lo - from[i], hi - from[i]);
      }
    }
    return sum / (b - a);
  }
}
