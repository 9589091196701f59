package org.nnrdoq.hevc.cabac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class EntropyBitsTest {
  /** CRC-32 over (rate low byte, middle, high, next state) by state and bin, from HM 16.20. */
  private static final long HM_CRC = 0x9b24bc5bL;

  @Test
  void ratesAndTransitions_equalThoseOfHm() {
    CRC32 crc = new CRC32();
    for (int state = 0; state < 128; state++) {
      for (int bin = 0; bin < 2; bin++) {
        int rate = EntropyBits.rateQ15(state, bin);
        crc.update(rate);
        crc.update(rate >> 8);
        crc.update(rate >> 16);
        crc.update(EntropyBits.nextState(state, bin));
      }
    }
    assertEquals(HM_CRC, crc.getValue());
  }

  /** The range of a long-running coder is spread evenly on a logarithmic scale. */
  @Test
  void rates_areWhatTheCoderSpendsOnAverageOverItsRange() {
    for (int pStateIdx = 0; pStateIdx < 64; pStateIdx++) {
      double weights = 0;
      double mps = 0;
      double lps = 0;
      for (int range = 256; range <= 510; range++) {
        int lpsRange = CabacEncoder.rangeTabLps(pStateIdx, range >> 6 & 3);
        weights += 1.0 / range;
        mps += bits(range, range - lpsRange) / range;
        lps += bits(range, lpsRange) / range;
      }
      assertEquals(mps / weights, EntropyBits.rateQ15(pStateIdx << 1, 0), 12, "MPS " + pStateIdx);
      assertEquals(lps / weights, EntropyBits.rateQ15(pStateIdx << 1, 1), 60, "LPS " + pStateIdx);
    }
  }

  private static double bits(int from, int to) {
    return 32768 * Math.log((double) from / to) / Math.log(2);
  }

  @Test
  void transitions_followTheProbabilityModel() {
    // H.264's and H.265's states are samples of an exponential: p = 0.5 * alpha ^ pStateIdx.
    double alpha = Math.pow(0.01875 / 0.5, 1 / 63.0);
    for (int state = 2; state < 126; state++) {
      int pStateIdx = state >> 1;
      int valMps = state & 1;
      int likelier = Math.min(pStateIdx + 1, 62);
      assertEquals(likelier << 1 | valMps, EntropyBits.nextState(state, valMps));
      double p = 0.5 * Math.pow(alpha, pStateIdx);
      double nearest = Math.log((p * alpha + 1 - alpha) / 0.5) / Math.log(alpha);
      int next = EntropyBits.nextState(state, 1 - valMps);
      assertEquals(valMps, next & 1);
      assertTrue(Math.abs((next >> 1) - nearest) < 0.8, "state " + state + " -> " + next);
    }
    assertEquals(1, EntropyBits.nextState(0, 1), "an LPS at 0.5 swaps the symbols");
    assertEquals(0, EntropyBits.nextState(1, 0), "an LPS at 0.5 swaps the symbols");
  }
}
