package org.nnrdoq.encoder.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class ThirdOctavesTest {
  private static final MathContext DIGITS = new MathContext(60);

  @Test
  void pow2_isTheExactPowerRoundedOnce() {
    for (int thirds = -12; thirds <= 39; thirds++) {
      double expected = pow2(thirds / 3.0).doubleValue();
      assertEquals(expected, ThirdOctaves.pow2(thirds), 0, thirds + " / 3");
    }
  }

  /** By the series of the exponential function. */
  private static BigDecimal pow2(double exponent) {
    int whole = (int) Math.floor(exponent);
    BigDecimal x = new BigDecimal(exponent - whole).multiply(ln2(), DIGITS);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = term;
    for (int n = 1; n < 60; n++) {
      term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum.multiply(new BigDecimal(Math.scalb(1.0, whole)), DIGITS);
  }

  /** ln 2 = 2 artanh 1/3. */
  private static BigDecimal ln2() {
    BigDecimal power = BigDecimal.valueOf(2).divide(BigDecimal.valueOf(3), DIGITS);
    BigDecimal sum = BigDecimal.ZERO;
    for (int n = 1; n < 140; n += 2) {
      sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
      power = power.divide(BigDecimal.valueOf(9), DIGITS);
    }
    return sum;
  }
}
