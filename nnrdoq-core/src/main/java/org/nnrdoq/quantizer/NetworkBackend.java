package org.nnrdoq.quantizer;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What may run networks. The system property {@value #PROPERTY} chooses for the whole process;
 * hosts may also ask for one.
 *
 * @since 1.0
 */
public enum NetworkBackend {
  /**
   * The compiled kernel for integer models where one is there, else plain Java for integer models
   * and ONNX Runtime for float models.
   */
  AUTO,
  /** A compiled kernel; integer models only. */
  KERNEL,
  /** Plain Java; slow for float models. */
  JAVA,
  /** ONNX Runtime. */
  ORT;

  /** System property that holds one of the names. */
  public static final String PROPERTY = "nnrdoq.backend";

  /** {@return Lower-case name, as in the property} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What the system property says; {@link #AUTO} without it.
   *
   * @return the backend
   * @throws QuantizerException if it says anything else
   */
  public static NetworkBackend chosen() {
    try {
      return parse(PROPERTY, System.getProperty(PROPERTY, AUTO.id()));
    } catch (IllegalArgumentException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
  }

  /**
   * Inverse of {@link #id()}.
   *
   * @param id a name, in lower case
   * @return the backend
   * @throws IllegalArgumentException if there is none of that name; the message lists those there
   *     are
   */
  public static NetworkBackend parse(String id) {
    return parse("backend", id);
  }

  private static NetworkBackend parse(String what, String id) {
    for (NetworkBackend b : values()) {
      if (b.id().equals(id)) {
        return b;
      }
    }
    throw new IllegalArgumentException(
        what
            + "="
            + id
            + ": expected "
            + Arrays.stream(values()).map(NetworkBackend::id).collect(Collectors.joining(", ")));
  }
}
