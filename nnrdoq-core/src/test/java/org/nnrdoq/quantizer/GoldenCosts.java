package org.nnrdoq.quantizer;

import java.nio.file.Path;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.shared.BlockCost;

/** What a quantizer's levels cost on the golden recordings that hold entropy costs. */
public record GoldenCosts(String name, double bits) {
  private static final String[] CASES = {"rdoq-intra", "rdoq-inter", "rdoq-10bit"};

  /** Sums J over lambda. */
  public static GoldenCosts of(Quantizer quantizer) throws Exception {
    BlockCost cost = new BlockCost();
    EntropyCosts costs = new EntropyCosts();
    RecordedBlock block = new RecordedBlock();
    int[] levels = new int[RecordedBlock.MAX_COEFFICIENTS];
    double sum = 0;
    try (Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      for (String name : CASES) {
        Path file =
            Path.of(
                GoldenCosts.class
                    .getResource("/golden/quantizer/" + name + "/blocks.nnbr")
                    .toURI());
        try (RecordingReader reader = new RecordingReader(file)) {
          while (reader.read(block)) {
            BlockParameters parameters = RecordedBlocks.parameters(block);
            RecordedBlocks.getCosts(block, costs);
            quantizer.quantize(parameters, block.coefficients(), costs, levels, workspace);
            sum += cost.of(parameters, block.coefficients(), costs, levels) / parameters.lambda();
          }
        }
      }
    }
    return new GoldenCosts(quantizer.name(), sum);
  }
}
