package org.nnrdoq.quantizer.shipped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.RandomBlocks;

/** What every quantizer that ships does when it is closed, or is given too little room. */
class QuantizerLifetimeTest {
  static Stream<Arguments> quantizers() {
    List<Arguments> all = new ArrayList<>();
    for (QuantizerKind kind : QuantizerKind.values()) {
      all.add(Arguments.of(kind, NetworkBackend.JAVA));
      if (kind.usesNetwork()) {
        all.add(Arguments.of(kind, NetworkBackend.ORT));
      }
    }
    return all.stream();
  }

  private final RandomBlocks blocks = new RandomBlocks(8);
  private final int[] levels = new int[1024];

  private static Quantizer open(QuantizerKind kind, NetworkBackend backend) {
    return Quantizers.create(QuantizerSpec.of(kind), backend);
  }

  private int quantize(Quantizer q, Quantizer.Workspace workspace) {
    return q.quantize(blocks.block, blocks.coefficients, blocks.costs, levels, workspace);
  }

  private void assertRefused(String expected, Quantizer q, Quantizer.Workspace workspace) {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> quantize(q, workspace));
    assertTrue(e.getMessage().startsWith(expected), e.getMessage());
    BlockBatch batch = new BlockBatch();
    batch.add(blocks.block, blocks.coefficients, blocks.costs, levels);
    assertThrows(IllegalStateException.class, () -> q.quantizeAll(batch, workspace));
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void quantize_isRefused_afterTheWorkspaceIsClosed(QuantizerKind kind, NetworkBackend backend) {
    blocks.next();
    try (Quantizer q = open(kind, backend)) {
      Quantizer.Workspace workspace = q.newWorkspace();
      quantize(q, workspace);
      workspace.close();
      workspace.close();
      assertRefused("a workspace of quantizer " + kind.id() + " is closed", q, workspace);
      try (Quantizer.Workspace another = q.newWorkspace()) {
        quantize(q, another);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void quantize_isRefused_afterTheQuantizerIsClosed(QuantizerKind kind, NetworkBackend backend) {
    blocks.next();
    Quantizer q = open(kind, backend);
    try (Quantizer.Workspace workspace = q.newWorkspace()) {
      quantize(q, workspace);
      q.close();
      q.close();
      assertRefused("quantizer " + kind.id() + " is closed", q, workspace);
      assertThrows(IllegalStateException.class, q::newWorkspace);
    }
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void quantize_namesTheArray_whenItIsTooShort(QuantizerKind kind, NetworkBackend backend) {
    do {
      blocks.next();
    } while (blocks.block.log2TrafoSize() != 3);
    try (Quantizer q = open(kind, backend);
        Quantizer.Workspace workspace = q.newWorkspace()) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  q.quantize(
                      blocks.block, blocks.coefficients, blocks.costs, new int[63], workspace));
      assertEquals("levels.length=63: expected 64 or more for a block of 8x8", e.getMessage());
      e =
          assertThrows(
              IllegalArgumentException.class,
              () -> q.quantize(blocks.block, new int[9], blocks.costs, levels, workspace));
      assertEquals("coefficients.length=9: expected 64 or more for a block of 8x8", e.getMessage());
      quantize(q, workspace);
    }
  }
}
