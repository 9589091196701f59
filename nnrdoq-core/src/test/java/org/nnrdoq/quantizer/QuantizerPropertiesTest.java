package org.nnrdoq.quantizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.oracle.OracleQuantizer;
import org.nnrdoq.quantizer.shared.QuantizationScale;
import org.nnrdoq.quantizer.shipped.Quantizers;

class QuantizerPropertiesTest {
  private static final int GUARD = 0x5a5a5a;
  private static final long SEED = 41;
  private static final double[] EXTREME_LAMBDAS = {
    0, Double.MIN_VALUE, 1e-100, 1e-9, 1e9, 1e100, 1e300, Double.MAX_VALUE
  };

  @ParameterizedTest
  @EnumSource(
      value = QuantizerKind.class,
      names = {"SQ", "RDOQ", "ADZ", "ORACLE", "FCN", "AR"})
  void levels_keepTheContract(QuantizerKind kind) {
    boolean slow = kind == QuantizerKind.ORACLE || kind.usesNetwork();
    RandomBlocks blocks = new RandomBlocks(SEED);
    try (Quantizer quantizer = Quantizers.create(kind);
        Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      for (int i = 0; i < (slow ? 300 : 4000); i++) {
        blocks.next();
        if (i % 16 == 15) {
          blocks.extreme();
        }
        if (i % 3 == 2) {
          blocks.setLambda(EXTREME_LAMBDAS[i / 3 % EXTREME_LAMBDAS.length]);
        }
        checkContract(quantizer, blocks, workspace, kind + " seed " + SEED + " block " + i);
      }
    }
  }

  private static void checkContract(
      Quantizer quantizer, RandomBlocks blocks, Quantizer.Workspace workspace, String where) {
    BlockParameters block = blocks.block;
    String what = where + ": " + block;
    int count = block.coefficients();
    int[] before = blocks.coefficients.clone();
    int[] levels = new int[1024 + 1];
    Arrays.fill(levels, GUARD);
    int sum = quantizer.quantize(block, blocks.coefficients, blocks.costs, levels, workspace);
    assertArrayEquals(before, blocks.coefficients, what);
    for (int i = count; i < levels.length; i++) {
      assertEquals(GUARD, levels[i], what);
    }
    QuantizationScale scale = QuantizationScale.of(block);
    int expected = 0;
    for (int i = 0; i < count; i++) {
      int level = levels[i];
      expected += Math.abs(level);
      assertTrue(level >= -32768 && level <= 32767, what);
      if (level != 0 && before[i] != 0) {
        assertEquals(before[i] > 0, level > 0, what);
      }
      int nearest = scale.nearestLevel(scale.magnitude(before[i]));
      // A hidden sign changes a level by one, and networks do where it pays.
      boolean mayChange = block.signHiding() || quantizer instanceof NetworkQuantizer;
      int slack = (mayChange ? 1 : 0) + (quantizer instanceof OracleQuantizer ? 1 : 0);
      int abs = Math.abs(level);
      assertTrue(abs <= nearest + 1 + slack, what);
      assertTrue(nearest <= 2 || abs == 0 || abs >= nearest - 1 - slack, what);
    }
    assertEquals(expected, sum, what);
    if (block.signHiding() && sum >= 2) {
      checkHiddenSigns(block, levels, what);
    }
  }

  private static void checkHiddenSigns(BlockParameters block, int[] levels, String what) {
    ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    for (int i = 0; i < scan.groups(); i++) {
      int first = -1;
      int last = -1;
      int sum = 0;
      for (int n = 0; n < 16; n++) {
        int level = levels[scan.position(16 * i + n)];
        sum += Math.abs(level);
        if (level != 0) {
          first = first < 0 ? n : first;
          last = n;
        }
      }
      if (first >= 0 && last - first > 3) {
        int inferredNegative = sum & 1;
        int negative = levels[scan.position(16 * i + first)] < 0 ? 1 : 0;
        assertEquals(inferredNegative, negative, what + " group " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = QuantizerKind.class,
      names = {"SQ", "RDOQ", "ADZ", "ORACLE"})
  void zeroIn_zeroOut(QuantizerKind kind) {
    RandomBlocks blocks = new RandomBlocks(3);
    Quantizer quantizer = Quantizers.create(kind);
    try (Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      for (int i = 0; i < 200; i++) {
        blocks.next();
        Arrays.fill(blocks.coefficients, 0);
        int[] levels = new int[1024];
        Arrays.fill(levels, 7);
        int sum =
            quantizer.quantize(blocks.block, blocks.coefficients, blocks.costs, levels, workspace);
        assertEquals(0, sum);
        for (int n = 0; n < blocks.block.coefficients(); n++) {
          assertEquals(0, levels[n]);
        }
      }
    }
  }

  @Test
  void rdoq_withoutSignHiding_choosesAmongItsCandidates() {
    RandomBlocks blocks = new RandomBlocks(17);
    Quantizer quantizer = Quantizers.create(QuantizerKind.RDOQ);
    int[] levels = new int[1024];
    int lowered = 0;
    int kept = 0;
    try (Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      for (int i = 0; i < 2000; i++) {
        int bitDepth = 8 + 2 * (i & 1);
        blocks.next(bitDepth, i % 52, false);
        quantizer.quantize(blocks.block, blocks.coefficients, blocks.costs, levels, workspace);
        QuantizationScale scale = QuantizationScale.of(blocks.block);
        for (int n = 0; n < blocks.block.coefficients(); n++) {
          int nearest = scale.nearestLevel(scale.magnitude(blocks.coefficients[n]));
          int level = Math.abs(levels[n]);
          assertTrue(level == nearest || level == nearest - 1 || level == 0, "block " + i);
          if (nearest > 0) {
            lowered += level < nearest ? 1 : 0;
            kept += level == nearest ? 1 : 0;
          }
        }
      }
    }
    assertTrue(lowered > 1000 && kept > 1000, lowered + " lowered, " + kept + " kept");
  }

  @ParameterizedTest
  @EnumSource(
      value = QuantizerKind.class,
      names = {"SQ", "RDOQ", "ADZ", "ORACLE"})
  void quantize_allocatesNothing(QuantizerKind kind) {
    RandomBlocks blocks = new RandomBlocks(5);
    Quantizer quantizer = Quantizers.create(kind);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int[] levels = new int[1024];
    int sum = 0;
    try (Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      for (int i = 0; i < 50; i++) {
        blocks.next();
        sum +=
            quantizer.quantize(blocks.block, blocks.coefficients, blocks.costs, levels, workspace);
        // The virtual machine itself may allocate once in a while, a quantizer would do it always.
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 3 && allocated != 0; attempt++) {
          long before = threads.getCurrentThreadAllocatedBytes();
          for (int k = 0; k < (kind == QuantizerKind.ORACLE ? 2 : 100); k++) {
            sum +=
                quantizer.quantize(
                    blocks.block, blocks.coefficients, blocks.costs, levels, workspace);
          }
          allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertEquals(0, allocated, blocks.toString());
      }
    }
    assertTrue(sum > 0);
  }
}
