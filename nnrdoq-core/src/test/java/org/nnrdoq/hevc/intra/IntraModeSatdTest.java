package org.nnrdoq.hevc.intra;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.hevc.transform.Satd;

class IntraModeSatdTest {
  private static final long SEED = 3535;

  @ParameterizedTest
  @CsvSource({"2,8", "3,8", "4,8", "5,8", "6,8", "2,10", "3,10", "4,10", "5,10", "6,10"})
  void compare_equalsPredictionAndSatd(int log2Size, int bitDepth) {
    Random random = new Random(SEED);
    int size = 1 << log2Size;
    int max = (1 << bitDepth) - 1;
    int[] filtered = new int[4 * size + 1];
    int[] prediction = new int[size * size];
    int[] satd = new int[IntraPredictor.MODES];
    IntraPredictor predictor = new IntraPredictor();
    IntraModeSatd subject = new IntraModeSatd();
    for (int round = 0; round < 40; round++) {
      int[] block = samples(random, size * size, max, round);
      int[] reference = samples(random, 4 * size + 1, max, round / 4);
      if (log2Size > 2) {
        ReferenceSamples.filter(log2Size, true, bitDepth, reference, filtered);
      }
      subject.compare(log2Size, bitDepth, block, reference, filtered, satd);
      for (int mode = 0; mode < IntraPredictor.MODES; mode++) {
        predictor.predict(mode, log2Size, 0, bitDepth, reference, filtered, prediction);
        assertEquals(
            Satd.satd(log2Size, block, prediction),
            satd[mode],
            "seed " + SEED + " round " + round + " mode " + mode);
      }
    }
  }

  private static int[] samples(Random random, int count, int max, int kind) {
    int[] s = new int[count];
    int base = random.nextInt(max - 8);
    for (int i = 0; i < count; i++) {
      s[i] =
          switch (kind % 5) {
            case 0 -> max;
            case 1 -> 0;
            case 2 -> random.nextBoolean() ? max : 0;
            case 3 -> base + random.nextInt(8);
            default -> random.nextInt(max + 1);
          };
    }
    return s;
  }
}
