package org.nnrdoq.experiment.result;

import java.util.Locale;
import java.util.function.Function;

/**
 * What a Bjontegaard delta is measured by.
 *
 * @since 1.0
 */
public enum Quality {
  /** Luma PSNR in dB. */
  Y(Point::psnrY),
  /** Cb PSNR in dB. */
  U(Point::psnrU),
  /** Cr PSNR in dB. */
  V(Point::psnrV),
  /** (6 Y + U + V) / 8 of the PSNRs in dB. */
  YUV(Point::psnrYuv611),
  /** Luma SSIM as -10 log10(1 - SSIM), in dB. */
  SSIM(Point::ssimDecibel);

  private final Function<Point, Double> of;

  Quality(Function<Point, Double> of) {
    this.of = of;
  }

  /**
   * {@return the value at a point; {@code null} if it has none}
   *
   * @param point a finished encode
   */
  public Double of(Point point) {
    return of.apply(point);
  }

  /** {@return name of the field in results.json} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
