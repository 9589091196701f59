package org.nnrdoq.hevc.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.cabac.BinSink;
import org.nnrdoq.hevc.cabac.CabacContexts;

class SaoSyntaxTest {
  private static final long SEED = 7383;

  /** Notes bins as text: {@code m} and {@code t} for the two contexts, {@code b} for bypass. */
  private static final class Recorder implements BinSink {
    final StringBuilder bins = new StringBuilder();

    @Override
    public void bin(int ctxIdx, int bin) {
      bins.append(
          switch (ctxIdx) {
            case CabacContexts.SAO_MERGE -> "m";
            case CabacContexts.SAO_TYPE_IDX -> "t";
            default -> throw new AssertionError("context " + ctxIdx);
          });
      bins.append(bin);
    }

    @Override
    public void bypass(int bin) {
      bins.append('b').append(bin);
    }

    @Override
    public void bypassBins(int value, int count) {
      assertEquals(0, count < 32 ? value >>> count : 0, "bits beyond the count");
      for (int i = count - 1; i >= 0; i--) {
        bypass(value >> i & 1);
      }
    }

    @Override
    public void terminate(int bin) {
      throw new AssertionError("sao() has no terminating bin");
    }
  }

  @Test
  void write_off() {
    assertEquals("t0t0", write(new SaoParameters(), false, false, 8));
    assertEquals("m0m0t0t0", write(new SaoParameters(), true, true, 8));
  }

  @Test
  void write_merge() {
    SaoParameters p = new SaoParameters();
    p.typeIdx[0] = SaoParameters.BAND;
    p.mergeLeft = true;
    assertEquals("m1", write(p, true, true, 8));
    p.mergeLeft = false;
    p.mergeUp = true;
    assertEquals("m0m1", write(p, true, true, 8));
    assertEquals("m1", write(p, false, true, 8));
  }

  @Test
  void write_bandOfLuma() {
    SaoParameters p = new SaoParameters();
    p.typeIdx[0] = SaoParameters.BAND;
    p.bandPosition[0] = 0b10110;
    p.offsets[0][0] = -2;
    p.offsets[0][2] = 1;
    p.offsets[0][3] = 7;
    String type = "t1b0";
    String magnitudes = "b1b1b0" + "b0" + "b1b0" + "b1b1b1b1b1b1b1";
    String signs = "b1" + "b0" + "b0";
    String position = "b1b0b1b1b0";
    assertEquals(type + magnitudes + signs + position + "t0", write(p, false, false, 8));
    // 10 bit allows 31, so a 7 ends with a zero.
    String longer = "b1b1b0" + "b0" + "b1b0" + "b1b1b1b1b1b1b1b0";
    assertEquals(type + longer + signs + position + "t0", write(p, false, false, 10));
  }

  @Test
  void write_edgeOfChroma_sharesTypeAndClass() {
    SaoParameters p = new SaoParameters();
    for (int c = 1; c < 3; c++) {
      p.typeIdx[c] = SaoParameters.EDGE;
      p.eoClass[c] = 2;
    }
    p.offsets[1][0] = 1;
    p.offsets[1][3] = -1;
    p.offsets[2][1] = 2;
    String cb = "t1b1" + "b1b0b0b0b1b0" + "b1b0";
    String cr = "b0b1b1b0b0b0";
    assertEquals("t0" + cb + cr, write(p, false, false, 8));
  }

  @Test
  void write_canBeReadBack() {
    Random random = new Random(SEED);
    for (int round = 0; round < 500; round++) {
      int bitDepth = round % 2 == 0 ? 8 : 10;
      SaoParameters p = SampleAdaptiveOffsetTest.randomUnits(random, 1, bitDepth)[0];
      boolean left = random.nextBoolean();
      boolean up = random.nextBoolean();
      Reader reader = new Reader(write(p, left, up, bitDepth));
      if (left) {
        assertEquals(0, reader.next('m'));
      }
      if (up) {
        assertEquals(0, reader.next('m'));
      }
      for (int c = 0; c < 3; c++) {
        reader.component(p, c, (1 << (bitDepth - 5)) - 1, "seed " + SEED + " round " + round);
      }
      assertEquals("", reader.rest());
    }
  }

  /** Parses what the recorder wrote, after the syntax table of §7.3.8.3. */
  private static final class Reader {
    private final String bins;
    private int at;
    private int type;

    Reader(String bins) {
      this.bins = bins;
    }

    int next(char kind) {
      assertEquals(kind, bins.charAt(at));
      at += 2;
      return bins.charAt(at - 1) - '0';
    }

    String rest() {
      return bins.substring(at);
    }

    int fixed(int count) {
      int value = 0;
      for (int i = 0; i < count; i++) {
        value = 2 * value + next('b');
      }
      return value;
    }

    void component(SaoParameters expected, int cIdx, int max, String what) {
      if (cIdx < 2) {
        type = next('t') == 0 ? 0 : 1 + next('b');
      }
      assertEquals(expected.typeIdx[cIdx], type, what);
      if (type == 0) {
        return;
      }
      int[] magnitude = new int[4];
      for (int i = 0; i < 4; i++) {
        while (magnitude[i] < max && next('b') == 1) {
          magnitude[i]++;
        }
      }
      for (int i = 0; i < 4; i++) {
        boolean negative = type == 2 ? i >= 2 : magnitude[i] != 0 && next('b') == 1;
        assertEquals(expected.offsets[cIdx][i], negative ? -magnitude[i] : magnitude[i], what);
      }
      if (type == 1) {
        assertEquals(expected.bandPosition[cIdx], fixed(5), what);
      } else if (cIdx < 2) {
        assertEquals(expected.eoClass[cIdx], fixed(2), what);
      }
    }
  }

  private static String write(SaoParameters p, boolean left, boolean up, int bitDepth) {
    Recorder recorder = new Recorder();
    SaoSyntax.write(recorder, p, left, up, bitDepth);
    return recorder.bins.toString();
  }
}
