package org.nnrdoq.quantizer;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The quantizers that ship, by their command-line names.
 *
 * @since 1.0
 */
public enum QuantizerKind {
  /** Scalar quantization with HM's dead zone. */
  SQ,
  /** Rate-distortion optimized quantization as HM does it. */
  RDOQ,
  /** Adaptive dead zone: fitted thresholds, no entropy costs; the cheap baseline. */
  ADZ,
  /** Slow search under the true cost of the stream; the best teacher. */
  ORACLE,
  /** Rounding to nearest, refined by a fully-convolutional network. */
  FCN,
  /** Rounding to nearest, refined by a network that decides level by level in coding order. */
  AR;

  /** {@return Lower-case name as on the command line} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return whether it runs a network and therefore takes a model} */
  public boolean usesNetwork() {
    return this == FCN || this == AR;
  }

  /**
   * Inverse of {@link #id()}; the exception's message lists what is known.
   *
   * @param id a name, in lower case
   * @return the kind
   */
  public static QuantizerKind parse(String id) {
    for (QuantizerKind k : values()) {
      if (k.id().equals(id)) {
        return k;
      }
    }
    throw new IllegalArgumentException(
        "quantizer '"
            + id
            + "' is unknown: expected "
            + Arrays.stream(values()).map(QuantizerKind::id).collect(Collectors.joining(", ")));
  }
}
