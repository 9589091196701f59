package org.nnrdoq.hevc.residual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.BinRecorder;
import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.CabacDecoder;
import org.nnrdoq.hevc.cabac.CabacEncoder;

class ResidualCodingTest {
  /** A block of a coded sequence. */
  record Block(int log2TrafoSize, int cIdx, int scanIdx, boolean transformSkip, int[] levels) {
    @Override
    public String toString() {
      long nonZero = java.util.Arrays.stream(levels).filter(level -> level != 0).count();
      return "log2=%d cIdx=%d scan=%d skip=%b nonZero=%d hash=%08x"
          .formatted(
              log2TrafoSize,
              cIdx,
              scanIdx,
              transformSkip,
              nonZero,
              java.util.Arrays.hashCode(levels));
    }
  }

  /** Blocks from nearly empty to full and from all ones to the extremes. */
  @Provide
  Arbitrary<List<Block>> blocks() {
    return Combinators.combine(
            Arbitraries.integers().between(2, 5),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(true, false),
            Arbitraries.of(1, 2, 8, 50, 100),
            Arbitraries.of(1, 2, 4, 40, 3000, 32768),
            Arbitraries.longs())
        .as(
            (log2, cIdx, scanIdx, skip, percent, maxAbs, seed) ->
                new Block(
                    log2,
                    cIdx,
                    scanIdx,
                    skip,
                    randomLevels(1 << (2 * log2), percent, maxAbs, seed)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private static int[] randomLevels(int count, int percent, int maxAbs, long seed) {
    Random random = new Random(seed);
    int[] levels = new int[count];
    for (int i = 0; i < count; i++) {
      if (random.nextInt(100) < percent) {
        levels[i] = clip(random.nextInt(2 * maxAbs + 1) - maxAbs);
      } else if (random.nextInt(100) < percent && maxAbs == 32768) {
        levels[i] = random.nextBoolean() ? -32768 : 32767;
      }
    }
    levels[random.nextInt(count)] = clip(random.nextBoolean() ? maxAbs : -maxAbs);
    return levels;
  }

  private static int clip(int level) {
    return Math.max(-32768, Math.min(32767, level));
  }

  /**
   * Makes parities agree with hidden signs by flipping the sign of the first level in scan of each
   * group, which is what a decoder will infer.
   */
  private static void agreeWithHiddenSigns(Block block) {
    int size = 1 << block.log2TrafoSize();
    List<int[]> inner = ResidualParser.scan(4, block.scanIdx());
    for (int group = 0; group < block.levels().length / 16; group++) {
      int gx = group % (size / 4);
      int gy = group / (size / 4);
      int first = -1;
      int firstN = -1;
      int lastN = -1;
      int sum = 0;
      for (int n = 0; n < 16; n++) {
        int position = (gy * 4 + inner.get(n)[1]) * size + gx * 4 + inner.get(n)[0];
        if (block.levels()[position] != 0) {
          first = first < 0 ? position : first;
          firstN = firstN < 0 ? n : firstN;
          lastN = n;
          sum += Math.abs(block.levels()[position]);
        }
      }
      if (lastN - firstN > 3) {
        int abs = Math.abs(block.levels()[first]);
        if (abs == 32768) {
          sum--;
          abs--;
        }
        block.levels()[first] = sum % 2 == 1 ? -abs : abs;
      }
    }
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void write_isReadBackByIndependentDecoder(
      @ForAll("blocks") List<Block> blocks,
      @ForAll boolean transformSkipEnabled,
      @ForAll boolean signHiding,
      @ForAll SliceType sliceType) {
    CabacContexts contexts = new CabacContexts();
    contexts.init(sliceType, 30);
    CabacEncoder encoder = new CabacEncoder(contexts);
    BitCounter counter = new BitCounter();
    counter.contexts().copyFrom(contexts);
    for (Block block : blocks) {
      if (signHiding) {
        agreeWithHiddenSigns(block);
      }
      write(encoder, block, transformSkipEnabled, signHiding);
      write(counter, block, transformSkipEnabled, signHiding);
      encoder.terminate(0);
      counter.terminate(0);
    }
    encoder.terminate(1);
    byte[] data = encoder.finish();
    assertArrayEquals(contexts.states(), counter.contexts().states());
    double counted = counter.rateQ15() / 32768.0;
    assertEquals(8 * data.length, counted, 24 + 0.02 * counted, "bits written and counted");

    CabacContexts decoded = new CabacContexts();
    decoded.init(sliceType, 30);
    CabacDecoder decoder = new CabacDecoder(data, decoded);
    ResidualParser parser = new ResidualParser(decoder, transformSkipEnabled, signHiding);
    for (Block block : blocks) {
      int[] levels = parser.parse(block.log2TrafoSize(), block.cIdx(), block.scanIdx());
      assertArrayEquals(block.levels(), levels, block::toString);
      if (transformSkipEnabled && block.log2TrafoSize() == 2) {
        assertEquals(block.transformSkip(), parser.transformSkipFlag);
      }
      assertEquals(0, decoder.terminate());
    }
    assertEquals(1, decoder.terminate());
    assertTrue(decoder.endsWithTrailingBits(), "stop bit and alignment");
    assertArrayEquals(contexts.states(), decoded.states());
  }

  private static void write(
      org.nnrdoq.hevc.cabac.BinSink sink,
      Block block,
      boolean transformSkipEnabled,
      boolean signHiding) {
    ResidualCoding.write(
        sink,
        block.log2TrafoSize(),
        block.cIdx(),
        block.scanIdx(),
        transformSkipEnabled,
        block.transformSkip(),
        signHiding,
        block.levels());
  }

  @Test
  void write_leavesOnlyDcOfMinusOne_asLastPositionFlagsAndSign() {
    BinRecorder bins = new BinRecorder();
    int[] levels = new int[16];
    levels[0] = -1;
    ResidualCoding.write(bins, 2, 0, 0, false, false, true, levels);
    assertEquals(
        List.of(
            bins.context(CabacContexts.LAST_SIG_COEFF_X_PREFIX, 0),
            bins.context(CabacContexts.LAST_SIG_COEFF_Y_PREFIX, 0),
            bins.context(CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG + 1, 0),
            "bypass 1"),
        bins.bins());
  }

  @Test
  void write_codesSuffixesAndSkippedGroup_of8x8Chroma() {
    BinRecorder bins = new BinRecorder();
    int[] levels = new int[64];
    levels[5 * 8 + 6] = 3; // group (1, 1), x = 6, y = 5
    levels[0] = 1;
    ResidualCoding.write(bins, 3, 1, 0, true, false, false, levels);
    List<String> expected = new ArrayList<>();
    // x = 6: prefix 5 = max of log2 3, y = 5: prefix 4; shift 1, chroma offset 15
    for (int element :
        new int[] {CabacContexts.LAST_SIG_COEFF_X_PREFIX, CabacContexts.LAST_SIG_COEFF_Y_PREFIX}) {
      for (int i = 0; i < 4; i++) {
        expected.add(bins.context(element + 15 + (i >> 1), 1));
      }
      expected.add(
          bins.context(element + 15 + 2, element == CabacContexts.LAST_SIG_COEFF_X_PREFIX ? 1 : 0));
    }
    expected.add("bypass 0"); // 6 = 6 + 0
    expected.add("bypass 1"); // 5 = 4 + 1
    // Group (1, 1): (2, 1) of it is the 7th of the diagonal scan, six sig_coeff_flags follow: (1,
    // 2)
    // (0, 3) (2, 0) (1, 1) (0, 2) ... all with empty neighbours.
    int[] below = {0, 0, 1, 1, 1, 1, 1, 2};
    int sig = CabacContexts.SIG_COEFF_FLAG + 27;
    for (int ctx : below) {
      expected.add(bins.context(sig + 9 + ctx, 0));
    }
    expected.add(bins.context(CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG + 16 + 1, 1));
    expected.add(bins.context(CabacContexts.COEFF_ABS_LEVEL_GREATER2_FLAG + 4, 1));
    expected.add("bypass 0"); // sign
    expected.add("bypass 0"); // 3 - 3 with Rice parameter 0
    // Groups (1, 0) and (0, 1): not coded, beside a coded one.
    expected.add(bins.context(CabacContexts.CODED_SUB_BLOCK_FLAG + 2 + 1, 0));
    expected.add(bins.context(CabacContexts.CODED_SUB_BLOCK_FLAG + 2 + 1, 0));
    // Group (0, 0): neighbours not coded, so pattern 0; x + y >= 3 is 0, else 1, DC has its own.
    int[] dc = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    for (int ctx : dc) {
      expected.add(bins.context(sig + 9 + ctx, 0));
    }
    expected.add(bins.context(sig, 1));
    // The group before ended with greater1Ctx 0.
    expected.add(bins.context(CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG + 16 + 4 + 1, 0));
    expected.add("bypass 0");
    assertEquals(expected, bins.bins());
  }

  @Test
  void write_rejectsEmptyBlock() {
    int[] levels = new int[16];
    assertThrows(
        IllegalArgumentException.class,
        () -> ResidualCoding.write(new BitCounter(), 2, 0, 0, false, false, false, levels));
  }
}
