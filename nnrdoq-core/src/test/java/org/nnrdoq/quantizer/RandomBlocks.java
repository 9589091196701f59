package org.nnrdoq.quantizer;

import java.util.Random;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/** Random transform blocks with coherent parameters and entropy costs, from a seed. */
public final class RandomBlocks {
  private final Random random;
  public final CabacContexts contexts = new CabacContexts();
  public final EntropyCosts costs = new EntropyCosts();
  public final int[] coefficients = new int[1024];
  public BlockParameters block;

  public RandomBlocks(long seed) {
    this(new Random(seed));
  }

  /** Blocks from a generator that others draw from as well. */
  public RandomBlocks(Random random) {
    this.random = random;
  }

  /** Draws the next block; coefficients fall off with frequency like those of residuals. */
  public void next() {
    int bitDepth = 8 + random.nextInt(5);
    next(bitDepth, random.nextInt(52 + 6 * (bitDepth - 8)), random.nextBoolean());
  }

  public void next(int bitDepth, int qp, boolean signHiding) {
    int log2 = 2 + random.nextInt(4);
    int cIdx = random.nextInt(3);
    PredMode predMode = PredMode.values()[random.nextInt(2)];
    SliceType sliceType =
        predMode == PredMode.INTER
            ? SliceType.values()[random.nextInt(2)]
            : SliceType.values()[random.nextInt(3)];
    boolean directional = predMode == PredMode.INTRA && (log2 == 2 || log2 == 3 && cIdx == 0);
    int scanIdx = directional ? random.nextInt(3) : 0;
    double lambda = 0.57 * Math.pow(2, (qp - 6 * (bitDepth - 8) - 12) / 3.0);
    boolean transformSkip = log2 == 2 && random.nextInt(4) == 0;
    block =
        new BlockParameters(
            log2,
            cIdx,
            predMode,
            sliceType,
            scanIdx,
            qp,
            bitDepth,
            lambda,
            transformSkip,
            signHiding);
    contexts.init(sliceType, qp - 6 * (bitDepth - 8));
    for (int i = 0; i < contexts.states().length; i++) {
      if (random.nextInt(3) == 0) {
        contexts.states()[i] = (byte) random.nextInt(124);
      }
    }
    int cbf = cIdx == 0 ? CabacContexts.CBF_LUMA + 1 : CabacContexts.CBF_CHROMA;
    CostEstimator.estimate(contexts, log2, cIdx, cbf, costs);
    fillCoefficients();
  }

  private void fillCoefficients() {
    int size = block.size();
    QuantizationScale scale = QuantizationScale.of(block);
    double step = (double) (1 << scale.qBits) / scale.scale;
    double dc = step * Math.pow(2, random.nextDouble() * 6 - 2);
    double fall = 0.1 + random.nextDouble();
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double laplace = -Math.log(1 - random.nextDouble()) * dc * Math.exp(-fall * (x + y) / 2);
        int c = (int) Math.min(laplace, 32767);
        coefficients[y * size + x] = random.nextBoolean() ? c : -c;
      }
    }
  }

  /** Gives the block another Lagrange multiplier. */
  public void setLambda(double lambda) {
    block =
        new BlockParameters(
            block.log2TrafoSize(),
            block.cIdx(),
            block.predMode(),
            block.sliceType(),
            block.scanIdx(),
            block.qp(),
            block.bitDepth(),
            lambda,
            block.transformSkip(),
            block.signHiding());
  }

  /** Makes every coefficient an extreme or zero. */
  void extreme() {
    for (int i = 0; i < block.coefficients(); i++) {
      int choice = random.nextInt(5);
      coefficients[i] = choice == 0 ? 0 : choice < 3 ? -32768 : choice == 3 ? 32767 : 32768;
    }
  }

  /**
   * Parameters that need not go together: any lambda, scan and slice type at a moderate QP.
   *
   * @param log2 log2 of the block's side
   */
  public BlockParameters anyParameters(int log2) {
    int bitDepth = random.nextBoolean() ? 8 : 10;
    int qp = 10 + random.nextInt(35);
    return new BlockParameters(
        log2,
        log2 == 5 ? 0 : random.nextInt(3),
        random.nextBoolean() ? PredMode.INTRA : PredMode.INTER,
        SliceType.values()[random.nextInt(3)],
        log2 < 4 ? random.nextInt(3) : 0,
        qp + 6 * (bitDepth - 8),
        bitDepth,
        0.57 * Math.pow(2, (qp - 12) / 3.0) * Math.exp(random.nextGaussian()),
        false,
        random.nextInt(8) != 0);
  }

  /** The same with signs hidden or not. */
  public BlockParameters anyParameters(int log2, boolean signHiding) {
    BlockParameters any = anyParameters(log2);
    return new BlockParameters(
        log2,
        any.cIdx(),
        any.predMode(),
        any.sliceType(),
        any.scanIdx(),
        any.qp(),
        any.bitDepth(),
        any.lambda(),
        any.transformSkip(),
        signHiding);
  }

  /** New coefficients that round to few or many levels, now and then to large ones. */
  public int[] anyCoefficients(BlockParameters parameters) {
    int size = parameters.size();
    double spread = 0.2 + random.nextInt(3) + (random.nextInt(6) == 0 ? 60 : 0);
    double step =
        spread
            * Math.pow(
                2,
                (parameters.qp() - 4) / 6.0
                    - parameters.bitDepth()
                    + 15
                    - parameters.log2TrafoSize());
    double decay = random.nextDouble();
    int[] c = new int[size * size];
    for (int i = 0; i < c.length; i++) {
      double deviation = step / (1 + decay * (i % size + i / size));
      int m = (int) Math.min(32767, -deviation * Math.log(1 - random.nextDouble()));
      c[i] = random.nextBoolean() ? m : -m;
    }
    return c;
  }

  /** New costs: of any context states, or, one time in four, of none that there are. */
  public EntropyCosts anyCosts(BlockParameters parameters) {
    EntropyCosts any = new EntropyCosts();
    byte[] states = contexts.states();
    for (int i = 0; i < states.length; i++) {
      states[i] = (byte) random.nextInt(126);
    }
    CostEstimator.estimate(
        contexts, parameters.log2TrafoSize(), parameters.cIdx(), CabacContexts.CBF_LUMA, any);
    if (random.nextInt(4) == 0) {
      int[] rates = any.ratesQ15();
      for (int k = 0; k < EntropyCosts.CODED_BLOCK_FLAG; k++) {
        rates[k] = random.nextInt(300_000) - 10;
      }
    }
    return any;
  }

  @Override
  public String toString() {
    return block.toString();
  }
}
