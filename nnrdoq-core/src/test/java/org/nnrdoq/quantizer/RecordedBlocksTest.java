package org.nnrdoq.quantizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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
