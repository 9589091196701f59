package org.nnrdoq.quantizer.scalar;

import java.util.Arrays;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.CheckedWorkspace;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.shared.QuantizationScale;
import org.nnrdoq.quantizer.shared.SignHiding;

/**
 * {@code sq}: scalar quantization with HM's dead zone, rounding up from 1 - 171/512 in I slices and
 * 1 - 85/512 in others, then sign hiding by least distortion.
 */
public final class ScalarQuantizer implements Quantizer {
  /** Rounding offsets in 1/512 level. */
  private static final int ROUNDING_I = 171;

  private static final int ROUNDING_OTHER = 85;

  private final Lifetime lifetime = new Lifetime("quantizer sq");

  @Override
  public String name() {
    return QuantizerKind.SQ.id();
  }

  @Override
  public boolean needsEntropyCosts() {
    return false;
  }

  @Override
  public Workspace newWorkspace() {
    return new Deltas(lifetime);
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    Deltas work = (Deltas) workspace;
    work.check();
    block.requireRoom(coefficients, levels);
    QuantizationScale scale = QuantizationScale.of(block);
    int rounding = block.sliceType() == SliceType.I ? ROUNDING_I : ROUNDING_OTHER;
    int count = block.coefficients();
    if (scale.allRoundToZero(coefficients, count)) {
      Arrays.fill(levels, 0, count, 0);
      return 0;
    }
    int sum = round(scale, rounding << (scale.qBits - 9), coefficients, levels, count);
    // One level of 1 cannot hide a sign.
    if (block.signHiding() && sum >= 2) {
      deltas(scale, rounding << (scale.qBits - 9), coefficients, work.delta, count);
      ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
      sum += SignHiding.apply(scan, coefficients, levels, work.delta);
    }
    return sum;
  }

  private static int round(
      QuantizationScale scale, int offset, int[] coefficients, int[] levels, int count) {
    int factor = scale.scale;
    int qBits = scale.qBits;
    int sum = 0;
    for (int i = 0; i < count; i++) {
      int c = coefficients[i];
      int sign = c >> 31;
      int magnitude = (Math.abs(c) * factor + offset) >> qBits;
      int level = Math.max(-32768, Math.min(32767, (magnitude ^ sign) - sign));
      levels[i] = level;
      sum += Math.abs(level);
    }
    return sum;
  }

  /** Measures deltas as HM does, against the rounded level before it is clipped. */
  private static void deltas(
      QuantizationScale scale, int offset, int[] coefficients, int[] delta, int count) {
    int factor = scale.scale;
    int qBits = scale.qBits;
    for (int i = 0; i < count; i++) {
      int magnitude = Math.abs(coefficients[i]) * factor;
      int rounded = (magnitude + offset) >> qBits;
      delta[i] = (magnitude - (rounded << qBits)) >> (qBits - 8);
    }
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private static final class Deltas extends CheckedWorkspace {
    final int[] delta = new int[32 * 32];

    Deltas(Lifetime quantizer) {
      super(quantizer);
    }
  }
}
