package org.nnrdoq.training.data;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.shipped.Quantizers;

/**
 * RDOQ without sign hiding: the levels that the first steps of a run price around, and whose gain
 * over scalar quantization networks are measured by.
 *
 * <p>Its levels are computed and not taken from recordings, because recorded ones have their signs
 * hidden where the encoder hid signs, which prices here leave out, and because they hold for one
 * lambda. Scratch for one thread.
 */
final class Teacher {
  /** Never closed: it serves the whole process, and holds nothing outside Java. */
  private static final Quantizer RDOQ = Quantizers.create(QuantizerKind.RDOQ);

  private final Quantizer.Workspace workspace = RDOQ.newWorkspace();
  private final int[] coefficients = new int[1024];
  private final int[] signed = new int[1024];

  /**
   * Quantizes a block.
   *
   * @param parameters of the block, with the lambda to decide by
   * @param height rows of its crop
   * @param width columns of its crop
   * @param crop coefficients of the crop, raster order
   * @param costs of the block
   * @param levels receives levels without sign, order as {@code crop}
   */
  void levels(
      BlockParameters parameters,
      int height,
      int width,
      int[] crop,
      EntropyCosts costs,
      int[] levels) {
    int size = parameters.size();
    Arrays.fill(coefficients, 0, size * size, 0);
    for (int y = 0; y < height; y++) {
      System.arraycopy(crop, y * width, coefficients, y * size, width);
    }
    BlockParameters plain = BlockStore.parameters(parameters, parameters.lambda(), false);
    RDOQ.quantize(plain, coefficients, costs, signed, workspace);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        levels[y * width + x] = Math.abs(signed[y * size + x]);
      }
    }
  }
}
