package org.nnrdoq.experiment.synth;

import java.util.Arrays;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;

/**
 * Renders a "dead leaves" scene: discs with power-law radii that cover each other, the standard
 * model of natural-image statistics, textured, moving and with sensor noise.
 *
 * <p>Frames are independent of each other. Not thread-safe.
 */
public final class DeadLeaves {
  private final SynthParameters parameters;
  private final VideoFormat format;
  private final Leaf[] leaves;
  private final double worldWidth;
  private final double worldHeight;

  /** Scratch at luma resolution: what is seen so far, and how much still shines through. */
  private final double[][] planes;

  private final double[] open;

  public DeadLeaves(SynthParameters parameters) {
    this.parameters = parameters;
    this.format = parameters.format();
    // leaves leave on one side and come back on the other, unseen
    double margin = parameters.maxRadius() + parameters.softness();
    worldWidth = parameters.width() + 2 * margin;
    worldHeight = parameters.height() + 2 * margin;
    leaves = new Leaf[count(parameters, worldWidth * worldHeight)];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = new Leaf(parameters, i, worldWidth, worldHeight);
    }
    int samples = parameters.width() * parameters.height();
    planes = new double[3][samples];
    open = new double[samples];
  }

  public VideoFormat format() {
    return format;
  }

  /**
   * Renders one frame.
   *
   * @param index 0 or more; may exceed the parameters' number of frames
   */
  public Frame frame(int index) {
    for (double[] plane : planes) {
      Arrays.fill(plane, 0);
    }
    Arrays.fill(open, 1);
    for (Leaf leaf : leaves) {
      draw(leaf, index);
    }
    for (int i = 0; i < open.length; i++) { // ground behind the last leaf
      planes[0][i] += 110 * open[i];
      planes[1][i] += 128 * open[i];
      planes[2][i] += 128 * open[i];
    }
    Frame frame = new Frame(format);
    for (int cIdx = 0; cIdx < 3; cIdx++) {
      sample(cIdx, index, frame);
    }
    return frame;
  }

  /** Enough leaves that the mean number over each point is the density. */
  private static int count(SynthParameters p, double worldArea) {
    int probes = 4096;
    double meanSquare = 0;
    double e = 1 - p.radiusExponent();
    double a = StrictMath.pow(p.minRadius(), e);
    double b = StrictMath.pow(p.maxRadius(), e);
    for (int i = 0; i < probes; i++) {
      double r = StrictMath.pow(a + (i + 0.5) / probes * (b - a), 1 / e);
      meanSquare += r * r / probes;
    }
    double n = p.density() * worldArea / (Math.PI * meanSquare);
    return (int) Math.max(1, Math.min(2_000_000, n));
  }

  private void draw(Leaf leaf, int index) {
    double margin = parameters.maxRadius() + parameters.softness();
    double cx = wrap(leaf.startX + leaf.speedX * index, worldWidth) - margin;
    double cy = wrap(leaf.startY + leaf.speedY * index, worldHeight) - margin;
    double edge = parameters.softness();
    double reach = leaf.radius + edge / 2;
    int x0 = Math.max(0, (int) Math.ceil(cx - reach));
    int x1 = Math.min(parameters.width() - 1, (int) Math.floor(cx + reach));
    int y0 = Math.max(0, (int) Math.ceil(cy - reach));
    int y1 = Math.min(parameters.height() - 1, (int) Math.floor(cy + reach));
    double inner = Math.max(0, leaf.radius - edge / 2);
    for (int y = y0; y <= y1; y++) {
      double dy = y - cy;
      for (int x = x0; x <= x1; x++) {
        int i = y * parameters.width() + x;
        double dx = x - cx;
        double square = dx * dx + dy * dy;
        if (open[i] < 1.0 / 1024 || square >= reach * reach) {
          continue;
        }
        double cover =
            square <= inner * inner
                ? 1
                : Math.min(1, (leaf.radius + edge / 2 - Math.sqrt(square)) / edge);
        double weight = open[i] * cover;
        planes[0][i] += weight * leaf.lumaAt(dx, dy);
        planes[1][i] += weight * leaf.cb;
        planes[2][i] += weight * leaf.cr;
        open[i] -= weight;
      }
    }
  }

  private static double wrap(double value, double size) {
    return value - size * Math.floor(value / size);
  }

  /** From scratch to samples: chroma is averaged down, then noise, then rounding. */
  private void sample(int cIdx, int index, Frame frame) {
    int scale = 1 << (format.bitDepth() - 8);
    int max = (1 << format.bitDepth()) - 1;
    int width = frame.width(cIdx);
    int height = frame.height(cIdx);
    double sigma = cIdx == 0 ? parameters.noise() : parameters.noise() / 2;
    long seed = Mix.mix(Mix.mix(parameters.seed(), -1 - cIdx), index);
    short[] out = frame.plane(cIdx);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double value = cIdx == 0 ? planes[0][y * width + x] : averaged(planes[cIdx], 2 * x, 2 * y);
        int i = y * width + x;
        value += sigma * Mix.gaussian(Mix.mix(seed, i));
        long rounded = (long) Math.floor(value * scale + 0.5);
        out[i] = (short) Math.max(0, Math.min(max, rounded));
      }
    }
  }

  private double averaged(double[] plane, int x, int y) {
    int x1 = Math.min(x + 1, parameters.width() - 1);
    int y1 = Math.min(y + 1, parameters.height() - 1);
    int w = parameters.width();
    return (plane[y * w + x] + plane[y * w + x1] + plane[y1 * w + x] + plane[y1 * w + x1]) / 4;
  }
}
