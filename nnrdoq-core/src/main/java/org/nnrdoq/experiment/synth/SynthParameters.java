package org.nnrdoq.experiment.synth;

import java.io.IOException;
import java.nio.file.Path;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.file.ConfigReader;

/**
 * What to generate; test-sequences/ holds such parameters as JSON.
 *
 * @param width luma columns
 * @param height luma rows
 * @param bitDepth 8 or 10
 * @param fpsNum numerator of the frame rate
 * @param fpsDen denominator of the frame rate
 * @param frames number of frames, 1 or more
 * @param seed any number; another seed gives another scene
 * @param density mean number of leaves over each point of the picture, above 0 to 50
 * @param minRadius smallest radius of a leaf in luma samples, 0.5 or more
 * @param maxRadius largest radius; at least {@code minRadius}, at most 4096
 * @param radiusExponent radii occur as r to the power of minus this, 1.5..6; natural images: 3
 * @param softness width of a leaf's edge in luma samples, 0.5..8
 * @param texture amplitude of the texture on leaves, in 8-bit luma steps, 0..100
 * @param panX motion of the whole scene in luma samples per frame
 * @param panY the same, downwards
 * @param motion each leaf's own speed at most, in luma samples per frame, 0..64
 * @param noise standard deviation of sensor noise in 8-bit luma steps, 0..50; chroma has half
 */
public record SynthParameters(
    int width,
    int height,
    int bitDepth,
    int fpsNum,
    int fpsDen,
    int frames,
    long seed,
    double density,
    double minRadius,
    double maxRadius,
    double radiusExponent,
    double softness,
    double texture,
    double panX,
    double panY,
    double motion,
    double noise) {

  /** 416x240, 8 bit, 25 frames a second, 8 frames, moving, with noise. */
  public static final SynthParameters DEFAULT =
      new SynthParameters(416, 240, 8, 25, 1, 8, 1, 6, 4, 200, 2.8, 2, 24, 1.25, 0.4, 0.6, 1);

  public SynthParameters {
    new VideoFormat(width, height, bitDepth, fpsNum, fpsDen); // checks
    check("frames", frames, 1, 100_000);
    check("density", density, 0.01, 50);
    check("minRadius", minRadius, 0.5, 4096);
    check("maxRadius", maxRadius, minRadius, 4096);
    check("radiusExponent", radiusExponent, 1.5, 6);
    check("softness", softness, 0.5, 8);
    check("texture", texture, 0, 100);
    check("panX", panX, -64, 64);
    check("panY", panY, -64, 64);
    check("motion", motion, 0, 64);
    check("noise", noise, 0, 50);
  }

  /**
   * Reads parameters from JSON; fields that are left out are those of {@link #DEFAULT}.
   *
   * @throws VideoFileException in one line, if the file is missing or a field is unknown or out of
   *     range
   */
  public static SynthParameters read(Path json) throws IOException {
    try {
      return ConfigReader.json(false).read(json, SynthParameters.class, DEFAULT);
    } catch (IOException e) {
      String text = e.getMessage();
      String prefix = json + ": ";
      throw new VideoFileException(
          json, text.startsWith(prefix) ? text.substring(prefix.length()) : text, e);
    }
  }

  /** Geometry of the video. */
  public VideoFormat format() {
    return new VideoFormat(width, height, bitDepth, fpsNum, fpsDen);
  }

  private static void check(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(name + "=" + value + ": expected " + min + ".." + max);
    }
  }
}
