package org.nnrdoq.training.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.training.learn.SyntheticRecordings;

class PackedBlocksTest {
  @TempDir Path directory;

  @Test
  void get_ofARecording_givesBackEveryBlockThatDoesNotRoundToZero() throws IOException {
    Path file = directory.resolve("a.intra.qp22.nnbr");
    SyntheticRecordings.write(file, 3000, 11);
    BlockStore store = new BlockStore();
    store.add(file, 3000, 1);
    BlockFeatures features = new BlockFeatures(FeatureSet.BLOCK_2);
    RecordedBlock recorded = new RecordedBlock();
    int[] whole = new int[1024];
    int i = 0;
    try (RecordingReader reader = new RecordingReader(file)) {
      while (reader.read(recorded)) {
        BlockParameters parameters = RecordedBlocks.parameters(recorded);
        if (features.round(parameters, recorded.coefficients()) == 0) {
          continue;
        }
        BlockStore.Block block = store.get(i++);
        assertEquals(parameters, block.parameters());
        assertEquals(features.height(), block.height());
        assertEquals(features.width(), block.width());
        assertArrayEquals(recorded.costs(), block.costs());
        block.expand(whole);
        int size = parameters.size();
        for (int p = 0; p < size * size; p++) {
          boolean inside = p / size < block.height() && p % size < block.width();
          assertEquals(inside ? recorded.coefficients()[p] : 0, whole[p]);
        }
      }
    }
    assertEquals(i, store.size());
  }

  private static BlockStore.Block block(int log2, int cost) {
    BlockParameters parameters =
        new BlockParameters(log2, 0, PredMode.INTRA, SliceType.I, 0, 28, 8, 20, false, false);
    int[] costs = new int[EntropyCosts.COUNT];
    Arrays.fill(costs, cost);
    short[] coefficients = new short[16 << 2 * (log2 - 2)];
    Arrays.fill(coefficients, (short) -cost);
    int size = 1 << log2;
    return new BlockStore.Block(parameters, cost % 7, size, size, coefficients, costs);
  }

  @Test
  void read_ofMoreBlocksThanAChunkHolds_givesBackEach() {
    PackedBlocks blocks = new PackedBlocks();
    for (int i = 0; i < 9000; i++) {
      blocks.add(block(2 + i % 4, 1000 + i));
    }
    int[] crop = new int[1024];
    EntropyCosts costs = new EntropyCosts();
    for (int i = 0; i < 9000; i++) {
      blocks.readCoefficients(i, crop);
      blocks.readCosts(i, costs);
      assertEquals((short) -(1000 + i), crop[(16 << 2 * (i % 4)) - 1]);
      int prefixes = 2 * (2 + i % 4);
      int[] rates = costs.ratesQ15();
      assertEquals(1000 + i, rates[EntropyCosts.GREATER1_FLAG + 31]);
      assertEquals(1000 + i, rates[EntropyCosts.LAST_Y_PREFIX + prefixes - 1]);
      assertEquals(1000 + i, rates[EntropyCosts.CODED_BLOCK_FLAG + 1]);
      assertEquals((1000 + i) % 7, blocks.source(i));
    }
  }

  @Test
  void add_whenCostsComeFromNoTable_saysSo() {
    PackedBlocks blocks = new PackedBlocks();
    for (int i = 0; i < 1 << 16; i++) {
      blocks.add(block(2, i));
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> blocks.add(block(2, 1 << 16)));
    assertEquals("entropy costs of more than 65536 context states: expected 128", e.getMessage());
  }
}
