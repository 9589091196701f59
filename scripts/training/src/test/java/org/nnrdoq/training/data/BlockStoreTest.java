package org.nnrdoq.training.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.io.RecordingWriter;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.training.learn.SyntheticRecordings;

class BlockStoreTest {
  private static final BlockParameters BLOCK =
      new BlockParameters(2, 0, PredMode.INTRA, SliceType.I, 0, 28, 8, 20, false, false);

  /** Quantization step of {@link #BLOCK} in units of its coefficients. */
  private static final int STEP = 512;

  @TempDir Path directory;

  /**
   * Writes 4x4 blocks of one level: 1 in the first quarter of the file, 4 in the last.
   *
   * @param zeros of two blocks, whether the second rounds to zero
   */
  private Path record(int blocks, boolean zeros) throws IOException {
    Path file = directory.resolve("clip.intra.qp28.nnbr");
    EntropyCosts costs = new EntropyCosts();
    SyntheticRecordings.costs(BLOCK, costs);
    RecordedBlock recorded = new RecordedBlock();
    RecordedBlocks.setParameters(recorded, BLOCK);
    RecordedBlocks.setCosts(recorded, costs);
    recorded.setHasLevels(true);
    try (RecordingWriter writer =
        new RecordingWriter(file, RecordingHeader.of("test", "synthetic", "", "rdoq"))) {
      for (int i = 0; i < blocks; i++) {
        int level = zeros && i % 2 == 1 ? 0 : 1 + 4 * i / blocks;
        recorded.coefficients()[0] = level * STEP;
        recorded.levels()[0] = level;
        writer.write(recorded);
      }
      writer.commit();
    }
    return file;
  }

  private static int[] levels(BlockStore store) {
    int[] counts = new int[5];
    for (int i = 0; i < store.size(); i++) {
      counts[store.get(i).coefficients()[0] / STEP]++;
    }
    return counts;
  }

  @Test
  void add_whenHalfTheBlocksRoundToZero_takesAsManyOfEachQuarter() throws IOException {
    BlockStore store = new BlockStore();
    store.add(record(8000, true), 1000, 3);
    int[] counts = levels(store);
    assertEquals(1000, store.size());
    for (int quarter = 1; quarter <= 4; quarter++) {
      // 250 are expected, with a standard deviation of 12.
      assertTrue(Math.abs(counts[quarter] - 250) < 50, Arrays.toString(counts));
    }
  }

  @Test
  void add_whenTheRecordingIsShorterThanTheLimit_takesAllThatHaveALevel() throws IOException {
    BlockStore store = new BlockStore();
    store.add(record(80, true), 1000, 3);
    assertEquals("[0, 10, 10, 10, 10]", Arrays.toString(levels(store)));
  }

  @Test
  void load_takesTheSameSampleOfTheSameSeed_andAnotherOfAnother() throws IOException {
    record(4000, false);
    int[] first = levels(BlockStore.load(directory, 300, 1));
    assertEquals(
        Arrays.toString(first), Arrays.toString(levels(BlockStore.load(directory, 300, 1))));
    assertTrue(!Arrays.equals(first, levels(BlockStore.load(directory, 300, 2))));
  }

  @Test
  void sourcesWithoutEmptyBlocks_areThoseThatRdoqLeavesALevelInEveryBlock() throws IOException {
    record(400, false); // a level in the middle of its interval is never worth zeroing
    SyntheticRecordings.write(directory.resolve("other.intra.qp22.nnbr"), 400, 1);
    BlockStore store = BlockStore.load(directory, 400, 1);
    assertEquals(List.of("clip.intra.qp28.nnbr"), store.sourcesWithoutEmptyBlocks());
    assertEquals(List.of(), BlockStore.load(directory, 150, 1).sourcesWithoutEmptyBlocks());
  }

  /** Writes blocks that all have one residual of one sample, under costs of their own. */
  private Path recordAlike(Path folder, int seed) throws IOException {
    Path file = folder.resolve("alike" + seed + ".intra.qp28.nnbr");
    RecordedBlock recorded = new RecordedBlock();
    RecordedBlocks.setParameters(recorded, BLOCK);
    Arrays.fill(recorded.coefficients(), 0, 16, STEP);
    recorded.setHasCosts(true);
    try (RecordingWriter writer =
        new RecordingWriter(file, RecordingHeader.of("test", "synthetic", "", "rdoq"))) {
      for (int i = 0; i < 200; i++) {
        Arrays.fill(recorded.costs(), 1000 * seed + i);
        writer.write(recorded);
      }
      writer.commit();
    }
    return file;
  }

  @Test
  void requireDisjoint_ofDifferentSharesOfOneRecording_namesBoth() throws IOException {
    Path whole = directory.resolve("whole.intra.qp27.nnbr");
    SyntheticRecordings.write(whole, 400, 9);
    Path share = directory.resolve("share.intra.qp27.nnbr");
    RecordedBlock block = new RecordedBlock();
    try (RecordingReader reader = new RecordingReader(whole);
        RecordingWriter writer = new RecordingWriter(share, reader.header())) {
      while (reader.read(block)) {
        block.setHasLevels(false);
        block.setLambda(2 * block.lambda());
        if (reader.blocks() % 20 == 0) {
          writer.write(block);
        }
      }
      writer.commit();
    }
    BlockStore training = new BlockStore();
    BlockStore validation = new BlockStore();
    training.add(whole, 10, 1);
    validation.add(share, 10, 1);
    RecordingException e =
        assertThrows(RecordingException.class, () -> training.requireDisjoint(validation));
    assertTrue(e.getMessage().startsWith(whole + " and " + share + " share "), e.getMessage());
  }

  @Test
  void requireDisjoint_ofRecordingsThatLookAlikeInPlaces_accepts() throws IOException {
    BlockStore training = new BlockStore();
    BlockStore validation = new BlockStore();
    training.add(recordAlike(directory, 1), 10, 1);
    validation.add(recordAlike(directory, 2), 10, 1);
    training.requireDisjoint(validation);
  }

  @Test
  void list_ofADirectoryWithoutRecordings_saysWhatToDo() {
    RecordingException e = assertThrows(RecordingException.class, () -> Recordings.list(directory));
    assertTrue(e.getMessage().contains("make some with 'nnrdoq record'"), e.getMessage());
    Path missing = directory.resolve("missing");
    e = assertThrows(RecordingException.class, () -> Recordings.list(missing));
    assertEquals(missing + ": no such directory of recordings", e.getMessage());
  }

  @Test
  void configuration_isThePartBeforeTheQp() {
    assertEquals("lowdelay_P", Recordings.configuration("clip.25.lowdelay_P.qp22.nnbr"));
    assertEquals("all", Recordings.configuration("clip.nnbr"));
  }
}
