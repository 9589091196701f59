package org.nnrdoq.hevc.cabac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.SliceType;

class CabacEncoderTest {
  @Test
  void rangeTabLps_samplesTheProbabilityModel() {
    double alpha = Math.pow(0.01875 / 0.5, 1 / 63.0);
    CRC32 crc = new CRC32();
    for (int pStateIdx = 0; pStateIdx < 64; pStateIdx++) {
      for (int qRangeIdx = 0; qRangeIdx < 4; qRangeIdx++) {
        int lps = CabacEncoder.rangeTabLps(pStateIdx, qRangeIdx);
        crc.update(lps);
        double middle = 288 + 64 * qRangeIdx;
        double expected = Math.max(6, 0.5 * Math.pow(alpha, pStateIdx) * middle);
        if (qRangeIdx == 0) {
          expected = Math.min(128, expected); // else the MPS range could become the smaller one
        }
        assertEquals(pStateIdx == 63 ? 2 : expected, lps, 1, pStateIdx + ", " + qRangeIdx);
      }
    }
    assertEquals(0xdb858cd6L, crc.getValue(), "CRC-32 of H.265 Table 9-52, row by row");
  }

  /** Skewed bins drive contexts to their ends, and long runs make the coder settle carries late. */
  @Property(tries = 300)
  void bins_areReadBack(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3000) int count,
      @ForAll @IntRange(min = 0, max = 100) int percentOnes) {
    Random random = new Random(seed);
    int[][] bins = new int[count][];
    for (int i = 0; i < count; i++) {
      int one = random.nextInt(100) < percentOnes ? 1 : 0;
      int kind = random.nextInt(10);
      if (kind < 6) {
        bins[i] = new int[] {random.nextInt(CabacContexts.COUNT), one};
      } else if (kind < 8) {
        bins[i] = new int[] {-1, one};
      } else if (kind < 9) {
        int length = random.nextInt(33);
        int value = one != 0 ? -1 : random.nextInt();
        bins[i] = new int[] {-2, length == 0 ? 0 : value >>> (32 - length), length};
      } else {
        bins[i] = new int[] {-3};
      }
    }
    CabacContexts contexts = new CabacContexts();
    contexts.init(SliceType.B, 22);
    CabacEncoder encoder = new CabacEncoder(contexts);
    for (int[] bin : bins) {
      switch (bin[0]) {
        case -1 -> encoder.bypass(bin[1]);
        case -2 -> encoder.bypassBins(bin[1], bin[2]);
        case -3 -> encoder.terminate(0);
        default -> encoder.bin(bin[0], bin[1]);
      }
    }
    encoder.terminate(1);
    CabacContexts decoded = new CabacContexts();
    decoded.init(SliceType.B, 22);
    CabacDecoder decoder = new CabacDecoder(encoder.finish(), decoded);
    for (int[] bin : bins) {
      switch (bin[0]) {
        case -1 -> assertEquals(bin[1], decoder.bypass());
        case -2 -> assertEquals(bin[1], decoder.bypassBins(bin[2]));
        case -3 -> assertEquals(0, decoder.terminate());
        default -> assertEquals(bin[1], decoder.bin(bin[0]));
      }
    }
    assertEquals(1, decoder.terminate());
    assertTrue(decoder.endsWithTrailingBits());
  }

  @Test
  void terminateAtOnce_leavesTheShortestSliceData() {
    CabacEncoder encoder = new CabacEncoder(new CabacContexts());
    assertThrows(IllegalStateException.class, encoder::finish);
    encoder.terminate(1);
    // low = 508 in 9 bits, of which 1 1111 11 and the stop bit are written: 9 bits
    assertEquals("[-2, -128]", Arrays.toString(encoder.finish()));
    encoder.start();
    assertThrows(IllegalStateException.class, encoder::finish);
    encoder.terminate(1);
    assertEquals("[-2, -128]", Arrays.toString(encoder.finish()));
  }
}
