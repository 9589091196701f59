package consumer;

import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** Quantizes one block and prints what ran and the sum of the levels. */
public final class Consumer {
  private Consumer() {}

  public static void main(String[] args) {
    BlockParameters block =
        new BlockParameters(3, 0, PredMode.INTRA, SliceType.I, 0, 32, 8, 57.9, false, true);
    int[] coefficients = new int[block.coefficients()];
    coefficients[0] = 3000;
    coefficients[9] = -1300;
    CabacContexts contexts = new CabacContexts();
    contexts.init(SliceType.I, 32);
    EntropyCosts costs = new EntropyCosts();
    CostEstimator.estimate(contexts, 3, 0, CabacContexts.CBF_LUMA + 1, costs);
    int[] levels = new int[block.coefficients()];
    try (Quantizer quantizer = Quantizers.create(QuantizerSpec.parse("fcn"));
        Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      int sum = quantizer.quantize(block, coefficients, costs, levels, workspace);
      System.out.println(quantizer.describe() + ", sum " + sum);
    }
  }
}
