package org.nnrdoq.quantizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.io.RecordingWriter;
import org.nnrdoq.quantizer.shipped.Quantizers;

class RecordedBlocksTest {
  @TempDir Path directory;

  @Test
  void aRecordedBlock_isQuantizedLikeTheOriginal() throws IOException {
    Path file = directory.resolve("a.nnbr");
    int count = 400;
    Quantizer rdoq = Quantizers.create(QuantizerKind.RDOQ);
    RecordedBlock block = new RecordedBlock();
    RandomBlocks blocks = new RandomBlocks(14);
    try (Quantizer.Workspace workspace = rdoq.newWorkspace();
        RecordingWriter writer =
            new RecordingWriter(file, RecordingHeader.of("test", "noise", "", "rdoq"))) {
      for (int i = 0; i < count; i++) {
        blocks.next();
        RecordedBlocks.setParameters(block, blocks.block);
        RecordedBlocks.setCosts(block, blocks.costs);
        System.arraycopy(blocks.coefficients, 0, block.coefficients(), 0, 1024);
        rdoq.quantize(blocks.block, blocks.coefficients, blocks.costs, block.levels(), workspace);
        block.setHasLevels(true);
        writer.write(block);
      }
      writer.commit();
    }
    blocks = new RandomBlocks(14);
    EntropyCosts costs = new EntropyCosts();
    int[] levels = new int[1024];
    try (Quantizer.Workspace workspace = rdoq.newWorkspace();
        RecordingReader reader = new RecordingReader(file)) {
      for (int i = 0; i < count; i++) {
        blocks.next();
        assertTrue(reader.read(block));
        assertEquals(blocks.block, RecordedBlocks.parameters(block));
        RecordedBlocks.getCosts(block, costs);
        rdoq.quantize(blocks.block, block.coefficients(), costs, levels, workspace);
        int[] expected = Arrays.copyOf(block.levels(), block.coefficientCount());
        int[] actual = Arrays.copyOf(levels, block.coefficientCount());
        assertArrayEquals(expected, actual, "block " + i + ": " + blocks);
      }
    }
  }

  /** The README of the module and the C ABI's {@code nnrdoq_costs} tell these numbers. */
  @Test
  void costs_lieWhereRecordingsHaveThem() {
    assertEquals(RecordedBlock.COST_ENTRIES, EntropyCosts.COUNT);
    assertEquals(
        List.of(0, 4, 58, 90, 98, 108, 118),
        List.of(
            EntropyCosts.CODED_SUB_BLOCK_FLAG,
            EntropyCosts.SIG_COEFF_FLAG,
            EntropyCosts.GREATER1_FLAG,
            EntropyCosts.GREATER2_FLAG,
            EntropyCosts.LAST_X_PREFIX,
            EntropyCosts.LAST_Y_PREFIX,
            EntropyCosts.CODED_BLOCK_FLAG));
  }

  @Test
  void setCosts_entriesThatTheBlockCannotHave_become0() {
    EntropyCosts costs = new EntropyCosts();
    Arrays.fill(costs.ratesQ15(), 7);
    RecordedBlock block = new RecordedBlock();
    assertEquals(List.of(4, 54, 32, 8, 6, 6, 2), kept(block, 0, 3, costs));
    assertEquals(List.of(4, 30, 16, 4, 4, 4, 2), kept(block, 2, 2, costs));
  }

  /** How many entries of each syntax element are not 0; they must be its first ones. */
  private static List<Integer> kept(RecordedBlock block, int cIdx, int log2, EntropyCosts costs) {
    block.setCIdx(cIdx);
    block.setLog2TrafoSize(log2);
    RecordedBlocks.setCosts(block, costs);
    int[] begins = {0, 4, 58, 90, 98, 108, 118, 120};
    List<Integer> counts = new ArrayList<>();
    for (int e = 0; e + 1 < begins.length; e++) {
      int at = begins[e];
      while (at < begins[e + 1] && block.costs()[at] == 7) {
        at++;
      }
      counts.add(at - begins[e]);
      while (at < begins[e + 1]) {
        assertEquals(0, block.costs()[at++]);
      }
    }
    return counts;
  }

  @Test
  void getCosts_ofABlockWithout_saysWhatToDo() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> RecordedBlocks.getCosts(new RecordedBlock(), new EntropyCosts()))
            .getMessage();
    assertTrue(message.contains("no entropy costs"), message);
  }
}
