package org.nnrdoq.experiment.synth;

/**
 * One disc of the scene, with its colour, texture and motion.
 *
 * <p>All values follow from the scene's seed and the leaf's number.
 */
final class Leaf {
  final double radius;
  final double startX;
  final double startY;
  final double speedX;
  final double speedY;
  final double luma;
  final double cb;
  final double cr;
  private final long textureSeed;
  private final double textureScale;
  private final double textureAmplitude;
  private final double stripeX;
  private final double stripeY;
  private final double stripeAmplitude;

  Leaf(SynthParameters p, int number, double worldWidth, double worldHeight) {
    long seed = Mix.mix(p.seed(), number);
    radius = radius(p, Mix.uniform(Mix.mix(seed, 0)));
    startX = worldWidth * Mix.uniform(Mix.mix(seed, 1));
    startY = worldHeight * Mix.uniform(Mix.mix(seed, 2));
    speedX = p.panX() + p.motion() * (2 * Mix.uniform(Mix.mix(seed, 3)) - 1);
    speedY = p.panY() + p.motion() * (2 * Mix.uniform(Mix.mix(seed, 4)) - 1);
    luma = 24 + 200 * Mix.uniform(Mix.mix(seed, 5));
    cb = 128 + 17 * Mix.gaussian(Mix.mix(seed, 6));
    cr = 128 + 17 * Mix.gaussian(Mix.mix(seed, 7));
    textureSeed = Mix.mix(seed, 8);
    textureScale = 1 / (2 + 18 * Mix.uniform(Mix.mix(seed, 9)));
    // most surfaces are smooth: the square favours weak texture
    double strength = Mix.uniform(Mix.mix(seed, 10));
    textureAmplitude = 2 * p.texture() * strength * strength;
    boolean striped = Mix.uniform(Mix.mix(seed, 11)) < 0.2;
    double wavelength = 3 + 13 * Mix.uniform(Mix.mix(seed, 12));
    double dx = 2 * Mix.uniform(Mix.mix(seed, 13)) - 1;
    double dy = 2 * Mix.uniform(Mix.mix(seed, 14)) - 1;
    double length = Math.sqrt(dx * dx + dy * dy) + 1e-9;
    stripeX = dx / (length * wavelength);
    stripeY = dy / (length * wavelength);
    stripeAmplitude = striped ? p.texture() * Mix.uniform(Mix.mix(seed, 15)) : 0;
  }

  /** Inverse of the distribution function of a truncated power law. */
  private static double radius(SynthParameters p, double u) {
    double e = 1 - p.radiusExponent();
    double a = StrictMath.pow(p.minRadius(), e);
    double b = StrictMath.pow(p.maxRadius(), e);
    return StrictMath.pow(a + u * (b - a), 1 / e);
  }

  /** Luma at a position relative to the centre, in 8-bit steps. */
  double lumaAt(double dx, double dy) {
    double value = luma;
    if (textureAmplitude > 0) {
      double x = dx * textureScale;
      double y = dy * textureScale;
      value += textureAmplitude * (noise(x, y) + 0.5 * noise(2.03 * x + 17, 2.03 * y + 5));
    }
    if (stripeAmplitude > 0) {
      double phase = dx * stripeX + dy * stripeY;
      double t = phase - Math.floor(phase);
      value += stripeAmplitude * (4 * Math.abs(t - 0.5) - 1);
    }
    return value;
  }

  /** Value noise in -1..1: random values on a grid, blended smoothly. */
  private double noise(double x, double y) {
    double fx = Math.floor(x);
    double fy = Math.floor(y);
    double tx = x - fx;
    double ty = y - fy;
    double sx = tx * tx * (3 - 2 * tx);
    double sy = ty * ty * (3 - 2 * ty);
    long ix = (long) fx;
    long iy = (long) fy;
    double top = node(ix, iy) + sx * (node(ix + 1, iy) - node(ix, iy));
    double bottom = node(ix, iy + 1) + sx * (node(ix + 1, iy + 1) - node(ix, iy + 1));
    return top + sy * (bottom - top);
  }

  private double node(long ix, long iy) {
    return 2 * Mix.uniform(Mix.mix(textureSeed + ix * 0x632be59bd9b4e019L + iy)) - 1;
  }
}
