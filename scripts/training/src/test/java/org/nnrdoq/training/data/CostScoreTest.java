package org.nnrdoq.training.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.io.RecordingWriter;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.training.learn.SyntheticRecordings;

class CostScoreTest {
  @TempDir Path directory;

  @Test
  void means_ofKnownQuantizers_areInOrder() throws IOException {
    Path file = directory.resolve("a.intra.qp27.nnbr");
    SyntheticRecordings.write(file, 400, 7);
    List<QuantizerSpec> specs =
        List.of(
            QuantizerSpec.of(QuantizerKind.SQ),
            QuantizerSpec.of(QuantizerKind.RDOQ),
            QuantizerSpec.of(QuantizerKind.ORACLE));
    for (boolean signHiding : new boolean[] {false, true}) {
      try (CostScore score = new CostScore(specs, signHiding, 1)) {
        score.add(file, 200);
        double[] gains = CostScore.means(score.scores());
        assertEquals("intra", score.scores().get(0).configuration());
        assertEquals(0, gains[1]);
        assertEquals(gains[0], gains[2]);
        assertTrue(gains[0] > 0.005 && gains[3] > gains[0], gains[0] + " oracle " + gains[3]);
      }
    }
  }

  @Test
  void add_ofARecordingWithBlocksThatRoundToZero_pricesAsManyOthers() throws IOException {
    Path file = directory.resolve("a.intra.qp27.nnbr");
    SyntheticRecordings.write(file, 400, 7);
    Path padded = directory.resolve("padded.intra.qp27.nnbr");
    RecordedBlock block = new RecordedBlock();
    RecordedBlock zero = new RecordedBlock();
    zero.setHasCosts(true);
    try (RecordingReader reader = new RecordingReader(file);
        RecordingWriter writer = new RecordingWriter(padded, reader.header())) {
      while (reader.read(block)) {
        writer.write(block);
        for (int i = 0; i < 5; i++) {
          writer.write(zero);
        }
      }
      writer.commit();
    }
    List<QuantizerSpec> none = List.of();
    try (CostScore score = new CostScore(none, true, 1)) {
      score.add(file, 100);
      score.add(padded, 100);
      assertArrayEquals(score.scores().get(0).gains(), score.scores().get(1).gains());
    }
  }
}
