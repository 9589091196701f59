package org.nnrdoq.experiment.bd;

import java.util.Locale;

/**
 * How a curve is drawn through rate-distortion points.
 *
 * @since 1.0
 */
public enum Interpolation {
  /** One polynomial of third degree (VCEG-M33); a least-squares fit if there are over 4 points. */
  CUBIC,
  /** Monotone piecewise cubic (Fritsch and Butland), as in the JCT-VC and JVET templates. */
  PCHIP,
  /** Akima's local spline. */
  AKIMA;

  /** {@return name in options and results, in lower case} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The curve through the points; {@code x} strictly increasing, 4 or more (3 for the local). */
  Curve through(double[] x, double[] y) {
    return switch (this) {
      case CUBIC -> Curve.cubicFit(x, y);
      case PCHIP -> Curve.hermite(x, y, Slopes.pchip(x, y));
      case AKIMA -> Curve.hermite(x, y, Slopes.akima(x, y));
    };
  }
}
