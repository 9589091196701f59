package org.nnrdoq.encoder;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The configurations of the common test conditions, by the names that JVET's tables use.
 *
 * @since 1.0
 */
public enum CodingConfiguration {
  /** All intra. */
  AI,
  /** Random access. */
  RA,
  /** Low delay with B slices. */
  LB,
  /** Low delay with P slices. */
  LP;

  /**
   * Parses a name, in any case.
   *
   * @param name of a configuration, in any case
   * @return the configuration
   * @throws IllegalArgumentException saying which there are
   */
  public static CodingConfiguration parse(String name) {
    for (CodingConfiguration c : values()) {
      if (c.name().equalsIgnoreCase(name)) {
        return c;
      }
    }
    throw new IllegalArgumentException(
        "configuration '"
            + name
            + "': expected one of "
            + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")));
  }
}
