package org.nnrdoq.quantizer.scalar;

import java.util.Arrays;
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
 * {@code adz}: rounds to nearest and lowers a level by one where its excess misses a threshold that
 * depends on size, component, position, density and lambda; then hides signs by least distortion.
 *
 * <p>A baseline: it shows which part of RDOQ's gain needs no network.
 */
public final class AdaptiveDeadZoneQuantizer implements Quantizer {
  private final Lifetime lifetime = new Lifetime("quantizer adz");
  private final DeadZoneTable table;

  public AdaptiveDeadZoneQuantizer(DeadZoneTable table) {
    this.table = table;
  }

  @Override
  public String name() {
    return QuantizerKind.ADZ.id();
  }

  @Override
  public boolean needsEntropyCosts() {
    return false;
  }

  @Override
  public Workspace newWorkspace() {
    return new Scratch(lifetime);
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    Scratch scratch = (Scratch) workspace;
    scratch.check();
    block.requireRoom(coefficients, levels);
    int count = block.coefficients();
    Arrays.fill(levels, 0, count, 0);
    int listed = scratch.cells.list(block, coefficients);
    int sum = 0;
    for (int k = 0; k < listed; k++) {
      int position = scratch.cells.position(k);
      int level = table.decide(scratch.cells, k);
      levels[position] = coefficients[position] < 0 ? -level : level;
      sum += level;
    }
    // One level of 1 cannot hide a sign.
    if (block.signHiding() && sum >= 2) {
      QuantizationScale scale = QuantizationScale.of(block);
      int[] delta = scratch.delta;
      for (int i = 0; i < count; i++) {
        delta[i] = scale.delta(scale.magnitude(coefficients[i]), Math.abs(levels[i]));
      }
      ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
      sum += SignHiding.apply(scan, coefficients, levels, delta);
    }
    return sum;
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private static final class Scratch extends CheckedWorkspace {
    final DeadZoneCells cells = new DeadZoneCells();
    final int[] delta = new int[32 * 32];

    Scratch(Lifetime quantizer) {
      super(quantizer);
    }
  }
}
