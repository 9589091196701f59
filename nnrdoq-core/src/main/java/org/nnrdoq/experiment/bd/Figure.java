package org.nnrdoq.experiment.bd;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * A number that could be computed, or the reason why there is none; never a sentinel.
 *
 * <p>Deliberately without an accessor that yields a number for a missing value.
 *
 * @since 1.0
 */
public sealed interface Figure {
  /**
   * A number.
   *
   * @param value finite
   * @param note a caveat in one line, or {@code null}
   */
  record Value(double value, String note) implements Figure {
    /**
     * Checks the values.
     *
     * @param value finite
     * @param note a caveat in one line, or {@code null}
     * @throws IllegalArgumentException if one is out of its range
     */
    public Value {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("value=" + value + ": expected a finite number");
      }
    }
  }

  /**
   * No number.
   *
   * @param reason in one line
   */
  record Missing(String reason) implements Figure {
    /**
     * Checks the values.
     *
     * @param reason in one line
     * @throws IllegalArgumentException if one is out of its range
     */
    public Missing {
      if (reason == null || reason.isBlank()) {
        throw new IllegalArgumentException("reason: expected text");
      }
    }
  }

  /**
   * Makes a number without a note.
   *
   * @param value a finite number
   * @return the figure
   */
  static Figure of(double value) {
    return new Value(value, null);
  }

  /**
   * Says that there is no number.
   *
   * @param reason in one line
   * @return the figure
   */
  static Figure missing(String reason) {
    return new Missing(reason);
  }

  /** {@return the number, if there is one} */
  default OptionalDouble number() {
    return this instanceof Value v ? OptionalDouble.of(v.value) : OptionalDouble.empty();
  }

  /** {@return why there is no number, if there is none} */
  default Optional<String> why() {
    return this instanceof Missing m ? Optional.of(m.reason) : Optional.empty();
  }

  /**
   * Applies {@code f} to a number; keeps reason and note.
   *
   * @param f applied to the number
   * @return the new figure
   */
  default Figure map(DoubleUnaryOperator f) {
    return this instanceof Value v ? new Value(f.applyAsDouble(v.value), v.note) : this;
  }
}
