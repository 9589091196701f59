package org.nnrdoq.quantizer.net;

import java.util.Random;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;

/** Random blocks with levels in a given crop. */
final class CroppedBlocks {
  private CroppedBlocks() {}

  /** A block of 8-bit video and a size. */
  static BlockParameters block(Random random, int log2, boolean signHiding) {
    boolean intra = random.nextBoolean();
    int cIdx = random.nextInt(3);
    int scanIdx = intra && log2 < 4 ? random.nextInt(3) : 0;
    int qp = 20 + random.nextInt(20);
    return new BlockParameters(
        log2,
        cIdx,
        intra ? PredMode.INTRA : PredMode.INTER,
        SliceType.values()[random.nextInt(3)],
        scanIdx,
        qp,
        8,
        0.57 * Math.pow(2, (qp - 12) / 3.0),
        false,
        signHiding);
  }

  /**
   * Coefficients whose nearest levels just fill a crop.
   *
   * @param scale their spread in quantization steps at the block's origin
   */
  static int[] coefficients(
      Random random, BlockParameters block, int height, int width, double scale) {
    int size = block.size();
    double step = Math.pow(2, (block.qp() - 4) / 6.0) * (1 << (7 - block.log2TrafoSize()));
    int[] c = new int[size * size];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double deviation = step * scale / (1 + 0.1 * (x + y));
        int m = (int) Math.min(32767, -deviation * Math.log(1 - random.nextDouble()));
        c[y * size + x] = random.nextBoolean() ? m : -m;
      }
    }
    c[(height - 1) * size + random.nextInt(width)] = (int) Math.min(32767, 1.2 * step);
    c[random.nextInt(height) * size + width - 1] = (int) Math.min(32767, 1.2 * step);
    return c;
  }

  /** Entropy costs as at the start of a slice. */
  static EntropyCosts costs(BlockParameters block) {
    return new TypicalCosts().of(block);
  }
}
