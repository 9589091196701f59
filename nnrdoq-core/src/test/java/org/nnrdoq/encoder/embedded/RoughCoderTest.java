package org.nnrdoq.encoder.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.encoder.EncodeJob.Tools;
import org.nnrdoq.hevc.transform.ForwardTransform;
import org.nnrdoq.hevc.transform.InverseTransform;
import org.nnrdoq.hevc.transform.Scaling;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.shipped.Quantizers;

class RoughCoderTest {
  @ParameterizedTest
  @CsvSource({"22,8", "27,10", "37,8", "32,10", "5,8", "50,8"})
  void cost_isThatOfQuantizingAndReconstructing(int qp, int bitDepth) {
    long seed = qp * 100L + bitDepth;
    Random random = new Random(seed);
    SliceParameters slice = new SliceParameters(qp, bitDepth, new Tools(false, true, true, true));
    Quantizer sq = Quantizers.create(QuantizerKind.SQ);
    int[] scratch = new int[1024];
    for (int log2 = 2; log2 <= 5; log2++) {
      int count = 1 << 2 * log2;
      RoughCoder rough = new RoughCoder(slice, log2);
      double exact = 0;
      double estimated = 0;
      for (int block = 0; block < 40; block++) {
        int[] residual = new int[count];
        int range = 1 << random.nextInt(bitDepth);
        for (int i = 0; i < count; i++) {
          residual[i] = random.nextInt(2 * range + 1) - range;
        }
        int[] coefficients = new int[count];
        ForwardTransform.forward(log2, log2 == 2, bitDepth, residual, coefficients, scratch);
        BlockParameters parameters = slice.block(0, log2, 0, false);
        int[] levels = new int[count];
        try (Quantizer.Workspace workspace = sq.newWorkspace()) {
          sq.quantize(parameters, coefficients, null, levels, workspace);
        }
        int[] roughLevels = new int[count];
        double error = rough.quantize(coefficients, count, roughLevels);
        assertArrayEquals(levels, roughLevels, "seed " + seed + ", log2 " + log2);
        estimated += error >= 0 ? error : -1 - error;
        Scaling.dequantize(log2, parameters.qp(), bitDepth, levels, coefficients);
        int[] back = new int[count];
        InverseTransform.inverse(log2, log2 == 2, bitDepth, coefficients, back, scratch);
        for (int i = 0; i < count; i++) {
          exact += Math.pow(residual[i] - back[i], 2) / (1 << 2 * (bitDepth - 8));
        }
      }
      // rounding of residual samples to integers adds about 1/12 each
      double tolerance = 0.02 * exact + 0.1 * count * 40;
      assertEquals(exact, estimated, tolerance, "seed " + seed + ", log2 " + log2);
    }
  }
}
