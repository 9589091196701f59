package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.ResidualCoding;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.hevc.transform.ForwardTransform;
import org.nnrdoq.hevc.transform.InverseTransform;
import org.nnrdoq.hevc.transform.Residuals;
import org.nnrdoq.hevc.transform.Satd;
import org.nnrdoq.hevc.transform.Scaling;
import org.nnrdoq.hevc.transform.TransformSkip;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerStats;
import org.nnrdoq.quantizer.QuantizerStats.Outcome;
import org.nnrdoq.quantizer.shared.Candidates;

/**
 * Codes single transform blocks: prediction, transform, quantization, reconstruction, rate.
 *
 * <p>{@link #begin} fixes the block; any number of modes can then be tried on it. One per worker.
 */
final class BlockCoder implements AutoCloseable {
  private final SliceParameters slice;
  private final PictureState picture;
  private final Quantizer quantizer;
  private final Quantizer.Workspace workspace;
  private final QuantizerStats stats = new QuantizerStats();
  private final EntropyCosts costs;
  private final References references;
  private final RoughCoder[] rough = new RoughCoder[4];

  private final int[] source = new int[64 * 64];
  private final int[] prediction = new int[64 * 64];
  private final int[] residual = new int[32 * 32];
  private final int[] coefficients = new int[32 * 32];
  private final int[] scratch = new int[32 * 32];
  private final BlockResult skipResult = new BlockResult(2);

  /** Of modes that are coded next; {@code null} where a block alone takes no longer. */
  private final Candidates candidates;

  private int cIdx;
  private int log2Size;

  BlockCoder(SliceParameters slice, PictureState picture, Quantizer quantizer) {
    this.slice = slice;
    this.picture = picture;
    this.quantizer = quantizer;
    workspace = quantizer.newWorkspace();
    costs = quantizer.needsEntropyCosts() ? new EntropyCosts() : null;
    candidates = quantizer.prefersBatches() ? new Candidates(quantizer, workspace) : null;
    references = new References(picture);
    for (int i = 0; i < rough.length; i++) {
      rough[i] = new RoughCoder(slice, i + 2);
    }
  }

  QuantizerStats stats() {
    return stats;
  }

  @Override
  public void close() {
    workspace.close();
  }

  /**
   * Loads source and neighbouring reconstruction of a block.
   *
   * @param cIdx component
   * @param x luma column
   * @param y luma row
   * @param log2Size log2 of the side in samples of the component, 2..6
   */
  void begin(int cIdx, int x, int y, int log2Size) {
    this.cIdx = cIdx;
    this.log2Size = log2Size;
    int n = 1 << log2Size;
    int shift = cIdx == 0 ? 0 : 1;
    short[] plane = picture.source(cIdx);
    int stride = picture.stride(cIdx);
    int at = (y >> shift) * stride + (x >> shift);
    for (int j = 0; j < n; j++, at += stride) {
      for (int i = 0; i < n; i++) {
        source[j * n + i] = plane[at + i];
      }
    }
    references.load(cIdx, x, y, log2Size);
  }

  /** Whether modes should be announced to {@link #prepare} before they are coded. */
  boolean prepares() {
    return candidates != null;
  }

  /** Forgets what was prepared: it was for another block. */
  void forget() {
    if (candidates != null) {
      candidates.clear();
    }
  }

  /**
   * Prepares modes of the block, which are then quantized together by {@link #quantizePrepared}.
   *
   * @param modes of the component
   * @param count how many of them
   * @param cbfCtxIdx context of its coded block flag
   * @param trySkip whether to prepare transform skip as well
   * @param contexts states that price residuals; bins before them may be left out
   */
  void prepare(int[] modes, int count, int cbfCtxIdx, boolean trySkip, CabacContexts contexts) {
    if (costs != null) {
      CostEstimator.estimate(contexts, log2Size, cIdx, cbfCtxIdx, candidates.costs(cIdx));
    }
    for (int i = 0; i < count; i++) {
      int scanIdx = ScanOrder.scanIdxFor(log2Size, cIdx, PredMode.INTRA, modes[i]);
      for (int s = 0; s < (trySkip ? 2 : 1); s++) {
        BlockParameters block = slice.block(cIdx, log2Size, scanIdx, s > 0);
        candidates.add(block, modes[i], transform(modes[i], s > 0));
      }
    }
  }

  /** Quantizes what was prepared. */
  void quantizePrepared() {
    candidates.quantize();
  }

  /** SATD of the luma block against all 35 predictions, in 8-bit normalisation, by mode. */
  void satds(int[] satd) {
    references.compareAll(source, satd);
    for (int mode = 0; mode < satd.length; mode++) {
      satd[mode] >>= slice.bitDepth - 8;
    }
  }

  /** SATD of the block against its prediction with {@code mode}, in 8-bit normalisation. */
  int satd(int mode) {
    references.predict(mode, prediction);
    return Satd.satd(log2Size, source, prediction) >> slice.bitDepth - 8;
  }

  /**
   * Codes the block as luma: {@code out.counter} must stand at the states before its coded block
   * flag and goes on to count the block; {@code out.cost} covers all that the counter has counted.
   *
   * @param trySkip whether to try transform skip as well
   */
  void codeLuma(int mode, int trafoDepth, boolean trySkip, BlockResult out) {
    references.predict(mode, prediction);
    int scanIdx = ScanOrder.scanIdxFor(log2Size, 0, PredMode.INTRA, mode);
    int cbfCtxIdx = cbfLuma(trafoDepth);
    if (trySkip) {
      skipResult.counter.contexts().copyFrom(out.counter.contexts());
      skipResult.counter.reset();
    }
    double before = slice.lambda * out.bits();
    transformAndQuantize(mode, scanIdx, cbfCtxIdx, false, out);
    countLuma(scanIdx, cbfCtxIdx, out);
    out.cost = out.distortion + slice.lambda * out.bits();
    if (trySkip) {
      transformAndQuantize(mode, scanIdx, cbfCtxIdx, true, skipResult);
      if (skipResult.cbf) {
        countLuma(scanIdx, cbfCtxIdx, skipResult);
        skipResult.cost = before + skipResult.distortion + slice.lambda * skipResult.bits();
        if (skipResult.cost < out.cost) {
          out.copyFrom(skipResult, 16);
        }
      }
    }
  }

  /** Context of the coded block flag of luma. */
  static int cbfLuma(int trafoDepth) {
    return CabacContexts.CBF_LUMA + (trafoDepth == 0 ? 1 : 0);
  }

  /**
   * Estimates the cost of the block as luma without coding it: scalar quantization, error of the
   * coefficients, rate from {@code counter}'s states, which it adapts.
   */
  double roughLuma(int mode, int trafoDepth, BlockResult out) {
    references.predict(mode, prediction);
    int count = 1 << 2 * log2Size;
    Residuals.subtract(count, source, prediction, residual);
    ForwardTransform.forward(
        log2Size, log2Size == 2, slice.bitDepth, residual, coefficients, scratch);
    double error = rough[log2Size - 2].quantize(coefficients, count, out.levels);
    out.cbf = error >= 0;
    out.transformSkip = false;
    int scanIdx = ScanOrder.scanIdxFor(log2Size, 0, PredMode.INTRA, mode);
    countLuma(scanIdx, cbfLuma(trafoDepth), out);
    return (error >= 0 ? error : -1 - error) + slice.lambda * out.bits();
  }

  private void countLuma(int scanIdx, int cbfCtxIdx, BlockResult out) {
    out.counter.bin(cbfCtxIdx, out.cbf ? 1 : 0);
    if (out.cbf) {
      countResidual(scanIdx, out);
    }
  }

  private void countResidual(int scanIdx, BlockResult out) {
    ResidualCoding.write(
        out.counter,
        log2Size,
        cIdx,
        scanIdx,
        slice.tools.transformSkip(),
        out.transformSkip,
        slice.tools.signHiding(),
        out.levels);
  }

  /**
   * Codes the block as chroma without counting its rate.
   *
   * @param mode IntraPredModeC
   * @param cbfCtxIdx context of its coded block flag
   */
  void codeChroma(int mode, int cbfCtxIdx, boolean skip, BlockResult out) {
    references.predict(mode, prediction);
    int scanIdx = ScanOrder.scanIdxFor(log2Size, cIdx, PredMode.INTRA, mode);
    transformAndQuantize(mode, scanIdx, cbfCtxIdx, skip, out);
    out.scanIdx = scanIdx;
  }

  /** Counts coded block flag and residual of a block just coded, for comparing alternatives. */
  void countChroma(int cbfCtxIdx, BlockResult out) {
    out.counter.bin(cbfCtxIdx, out.cbf ? 1 : 0);
    if (out.cbf) {
      countResidual(out.scanIdx, out);
    }
  }

  /** From {@link #prediction} to levels, reconstruction and distortion. */
  private void transformAndQuantize(
      int mode, int scanIdx, int cbfCtxIdx, boolean skip, BlockResult out) {
    int count = 1 << 2 * log2Size;
    int bitDepth = slice.bitDepth;
    boolean dst = cIdx == 0 && log2Size == 2;
    BlockParameters block = slice.block(cIdx, log2Size, scanIdx, skip);
    int sum = candidates == null ? -1 : candidates.take(block, mode, coefficients, out.levels);
    if (sum < 0) {
      transform(skip);
      if (costs != null) {
        CostEstimator.estimate(out.counter.contexts(), log2Size, cIdx, cbfCtxIdx, costs);
      }
      sum = quantizer.quantize(block, coefficients, costs, out.levels, workspace);
    }
    out.cbf = sum != 0;
    out.transformSkip = skip && out.cbf;
    boolean zero = !out.cbf && roundsToZero(count, slice.nonZeroFrom(cIdx, log2Size));
    stats.count(log2Size, cIdx, zero ? Outcome.ZERO : Outcome.QUANTIZED);
    int[] recon = out.recon;
    if (out.cbf) {
      Scaling.dequantize(log2Size, block.qp(), bitDepth, out.levels, coefficients);
      if (skip) {
        TransformSkip.inverse(log2Size, bitDepth, coefficients, residual);
      } else {
        InverseTransform.inverse(log2Size, dst, bitDepth, coefficients, residual, scratch);
      }
      Residuals.add(count, bitDepth, prediction, residual, recon);
    } else {
      System.arraycopy(prediction, 0, recon, 0, count);
    }
    out.distortion = Satd.sse(count, source, recon) >> 2 * (bitDepth - 8);
  }

  /** From {@link #prediction} to {@link #coefficients}. */
  private void transform(boolean skip) {
    Residuals.subtract(1 << 2 * log2Size, source, prediction, residual);
    if (skip) {
      TransformSkip.forward(log2Size, slice.bitDepth, residual, coefficients);
    } else {
      boolean dst = cIdx == 0 && log2Size == 2;
      ForwardTransform.forward(log2Size, dst, slice.bitDepth, residual, coefficients, scratch);
    }
  }

  /** Predicts and transforms the block; the coefficients are live until the next call. */
  int[] transform(int mode, boolean skip) {
    references.predict(mode, prediction);
    transform(skip);
    return coefficients;
  }

  private boolean roundsToZero(int count, int nonZeroFrom) {
    for (int i = 0; i < count; i++) {
      if (Math.abs(coefficients[i]) >= nonZeroFrom) {
        return false;
      }
    }
    return true;
  }
}
