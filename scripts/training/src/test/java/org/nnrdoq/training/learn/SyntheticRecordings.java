package org.nnrdoq.training.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.io.RecordingWriter;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** Recordings of Laplacian blocks under initial context states, with RDOQ as the teacher. */
public final class SyntheticRecordings {
  private SyntheticRecordings() {}

  public static BlockParameters parameters(Random random) {
    int log2 = random.nextInt(4) == 0 ? 3 + random.nextInt(2) : 2;
    int cIdx = random.nextInt(3);
    int qp = 22 + 5 * random.nextInt(4);
    boolean intra = random.nextBoolean();
    int scanIdx = intra && log2 < 4 ? random.nextInt(3) : 0;
    double lambda = 0.57 * StrictMath.pow(2, (qp - 12) / 3.0);
    return new BlockParameters(
        log2,
        cIdx,
        intra ? PredMode.INTRA : PredMode.INTER,
        intra ? SliceType.I : SliceType.P,
        scanIdx,
        qp,
        8,
        lambda,
        false,
        false);
  }

  /** Coefficients whose spread falls with frequency, scaled to the step of the block. */
  public static void coefficients(BlockParameters block, Random random, int[] out) {
    int size = block.size();
    double step = StrictMath.pow(2, (block.qp() - 4) / 6.0) * (1 << (7 - block.log2TrafoSize()));
    double spread = step * (0.3 + 3 * random.nextDouble());
    for (int i = 0; i < size * size; i++) {
      double deviation = spread / (1 + 0.6 * (i % size + i / size));
      int magnitude = (int) Math.min(32767, -deviation * StrictMath.log(1 - random.nextDouble()));
      out[i] = random.nextBoolean() ? magnitude : -magnitude;
    }
  }

  public static void costs(BlockParameters block, EntropyCosts costs) {
    CabacContexts contexts = new CabacContexts();
    contexts.init(block.sliceType(), 30);
    int cbf = block.isLuma() ? CabacContexts.CBF_LUMA : CabacContexts.CBF_CHROMA;
    CostEstimator.estimate(contexts, block.log2TrafoSize(), block.cIdx(), cbf, costs);
  }

  public static void write(Path file, int blocks, long seed) throws IOException {
    Random random = new Random(seed);
    Quantizer rdoq = Quantizers.create(QuantizerKind.RDOQ);
    EntropyCosts costs = new EntropyCosts();
    RecordedBlock recorded = new RecordedBlock();
    try (Quantizer.Workspace workspace = rdoq.newWorkspace();
        RecordingWriter writer =
            new RecordingWriter(file, RecordingHeader.of("test", "synthetic", "", "rdoq"))) {
      for (int i = 0; i < blocks; i++) {
        BlockParameters block = parameters(random);
        RecordedBlocks.setParameters(recorded, block);
        Arrays.fill(recorded.coefficients(), 0);
        coefficients(block, random, recorded.coefficients());
        costs(block, costs);
        RecordedBlocks.setCosts(recorded, costs);
        rdoq.quantize(block, recorded.coefficients(), costs, recorded.levels(), workspace);
        recorded.setHasLevels(true);
        writer.write(recorded);
      }
      writer.commit();
    }
  }
}
