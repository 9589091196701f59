package org.nnrdoq.experiment.bd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BjontegaardTest {
  /** Curves of FAU-LMS/bjontegaard 1.3.0, README and example_usage.py (libx265 presets). */
  private static final double[][][] FAU = {
    {
      {9487.76, 4593.60, 2486.44, 1358.24},
      {40.037, 38.615, 36.845, 34.851},
      {9787.80, 4469.00, 2451.52, 1356.24},
      {40.121, 38.651, 36.970, 34.987}
    },
    {
      {82472.76, 26875.24, 9487.76, 4593.6},
      {43.825, 41.404, 40.037, 38.615},
      {99896.96, 33952.04, 9787.8, 4469.0},
      {44.731, 41.875, 40.121, 38.651}
    },
    {
      {82472.76, 26875.24, 9487.76, 4593.6, 3600, 2900},
      {43.825, 41.404, 40.037, 38.615, 36.5, 35.1},
      {99896.96, 33952.04, 9787.8, 4469.0, 4040, 3300},
      {44.731, 41.875, 40.121, 38.651, 37, 36.5}
    }
  };

  /** Curves of JCTVC-E137 (Geneva 2011), as published in the tests of VMAF's BD-rate tool. */
  private static final double[][][] E137 = {
    {
      {108048.8736, 61279.976, 33905.6656, 18883.6928},
      {43.6471, 40.3953, 37.247, 34.2911},
      {108061.2784, 61299.9936, 33928.7472, 18910.912},
      {43.6768, 40.4232, 37.2761, 34.3147}
    },
    {
      {40433.8848, 7622.7456, 2394.488, 1017.6184},
      {37.5761, 35.3756, 33.8977, 32.0603},
      {40370.12, 7587.0024, 2390.0944, 1017.0984},
      {37.5982, 35.4025, 33.9194, 32.0822}
    }
  };

  private static List<RdPoint> points(double[] rates, double[] qualities) {
    List<RdPoint> out = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      out.add(new RdPoint(rates[i], qualities[i]));
    }
    return out;
  }

  private static double number(Figure f) {
    return f.number().orElseThrow(() -> new AssertionError(f.why().orElseThrow()));
  }

  /** Expected values: that package's own output (SciPy 1.10.1). */
  @ParameterizedTest
  @CsvSource({
    "0,CUBIC,-4.420462706125383,0.12040941911451103",
    "0,PCHIP,-4.417485350589045,0.11969278542479489",
    "0,AKIMA,-4.425245156997493,0.11940927028529469",
    "1,CUBIC,-4.699437548068142,0.09540440289143115",
    "1,PCHIP,-4.47218200276197,0.08887484704747745",
    "1,AKIMA,-4.085760940415084,0.08990284924945707",
    "2,CUBIC,-0.6392886208794191,0.10358085154995482",
    "2,PCHIP,-2.9528024116427964,0.08953590194998828",
    "2,AKIMA,-2.52692018696532,0.050889305024889205"
  })
  void equalsThePackageOfFau(int curve, Interpolation method, double rate, double psnr) {
    double[][] c = FAU[curve];
    List<RdPoint> anchor = points(c[0], c[1]);
    List<RdPoint> test = points(c[2], c[3]);
    assertEquals(rate, number(Bjontegaard.rate(anchor, test, method)), 1e-8);
    assertEquals(psnr, number(Bjontegaard.psnr(anchor, test, method)), 1e-8);
    Collections.reverse(anchor);
    assertEquals(rate, number(Bjontegaard.rate(anchor, test, method)), 1e-8, "order of points");
  }

  /** Expected values: published in VMAF's and Android's tests of the JCT-VC template's method. */
  @ParameterizedTest
  @CsvSource({"0,-0.00465215420752807", "1,-0.018779823450567612"})
  void piecewiseCubicEqualsTheJctVcTemplate(int curve, double share) {
    double[][] c = E137[curve];
    Figure f = Bjontegaard.rate(points(c[0], c[1]), points(c[2], c[3]), Interpolation.PCHIP);
    assertEquals(100 * share, number(f), 1e-9);
  }

  /**
   * RDOQ against SQ in lowdelay_P_main, six frames of parkjoy_416x240_50, QP 22 to 37: bits, and
   * mean PSNRs of Y, U and V as HM 16.20 logs them. Expected values: computed from the logs by an
   * independent script.
   */
  @ParameterizedTest
  @CsvSource({"1,-4.262519725", "2,1.870716317", "3,0.373651186"})
  void equalsAComputationFromLogsOfHm(int plane, double rate) {
    double[][] sq = {
      {510288, 271248, 148112, 74784},
      {39.621217, 34.843033, 31.325533, 28.415933},
      {41.457917, 38.335267, 36.264100, 34.667233},
      {43.545050, 41.335383, 40.053200, 38.912767}
    };
    double[][] rdoq = {
      {522472, 273560, 147432, 71280},
      {40.245167, 35.172500, 31.531883, 28.400100},
      {41.702650, 38.325400, 36.117700, 34.496283},
      {43.617183, 41.291667, 40.087783, 38.927200}
    };
    Figure f =
        Bjontegaard.rate(
            points(sq[0], sq[plane]), points(rdoq[0], rdoq[plane]), Interpolation.PCHIP);
    assertEquals(rate, number(f), 1e-4);
  }

  @ParameterizedTest
  @EnumSource
  void aScaledRateIsThatManyPercent(Interpolation method) {
    double[] rates = {100, 210, 390, 820};
    double[] test = {90, 189, 351, 738};
    double[] psnr = {30, 33.5, 36, 39.2};
    Figure f = Bjontegaard.rate(points(rates, psnr), points(test, psnr), method);
    assertEquals(-10, number(f), 1e-9);
    assertNull(((Figure.Value) f).note());
    assertEquals(0, number(Bjontegaard.psnr(points(rates, psnr), points(rates, psnr), method)));
  }

  @Test
  void leaveOneOutSpansTheEstimate() {
    double[][] c = FAU[0];
    Figure[] band =
        Bjontegaard.leaveOneOutRate(points(c[0], c[1]), points(c[2], c[3]), Interpolation.PCHIP);
    double lo = number(band[0]);
    double hi = number(band[1]);
    assertTrue(lo < -4.42 && hi > -4.41 && hi - lo < 4, lo + " .. " + hi);
    assertTrue(
        Bjontegaard.leaveOneOutRate(points(c[0], c[1]), points(c[2], c[3]), Interpolation.CUBIC)[0]
            .why()
            .orElseThrow()
            .contains("at least 4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|30|anchor curve has 1 points",
        "1 2 3|30 31 32|anchor curve has 3 points",
        "1 2 3 4|30 31 30.5 32|anchor curve is not monotonic",
        "1 2 2 4|30 31 32 33|anchor curve is not monotonic",
        "1 2 3 4|30 31 31 33|anchor curve is not monotonic",
        "0 2 3 4|30 31 32 33|anchor curve has a rate of 0.0",
        "1 2 3 4|30 31 32 Infinity|anchor curve has a quality of Infinity",
        "1 2 3 4|30 31 32 NaN|anchor curve has a quality of NaN",
        "1 2 3 4|10 11 12 13|the curves do not overlap in quality"
      })
  void whatCannotBeComputedHasAReason(String rates, String qualities, String reason) {
    List<RdPoint> good = points(new double[] {1, 2, 3, 4}, new double[] {30, 31, 32, 33});
    List<RdPoint> bad = points(numbers(rates), numbers(qualities));
    for (Interpolation method : Interpolation.values()) {
      String said = Bjontegaard.rate(bad, good, method).why().orElseThrow();
      assertTrue(said.startsWith(reason), said);
      said = Bjontegaard.rate(good, bad, method).why().orElseThrow();
      assertTrue(said.startsWith(reason.replace("anchor", "test")), said);
    }
  }

  @Test
  void littleOverlapIsNoted() {
    List<RdPoint> a = points(new double[] {1, 2, 3, 4}, new double[] {30, 31, 32, 33});
    List<RdPoint> b = points(new double[] {1, 2, 3, 4}, new double[] {32, 33, 34, 35});
    Figure.Value v = (Figure.Value) Bjontegaard.rate(a, b, Interpolation.PCHIP);
    assertTrue(v.note().contains("20 %"), v.note());
  }

  private static double[] numbers(String text) {
    return java.util.Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
