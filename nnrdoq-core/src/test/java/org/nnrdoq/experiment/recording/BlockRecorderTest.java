package org.nnrdoq.experiment.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

class BlockRecorderTest {
  @TempDir Path dir;

  private Clip noise() throws IOException {
    Path file = dir.resolve("noise.y4m");
    SynthParameters p =
        new SynthParameters(96, 96, 8, 25, 1, 1, 1, 6, 4, 20, 2.8, 2, 24, 1, 1, 1, 30);
    try (VideoWriter writer = new Y4mWriter(file, p.format())) {
      writer.write(new DeadLeaves(p).frame(0));
      writer.commit();
    }
    return Clip.open(file, null, 0, 0);
  }

  /** Enough blocks that a write fails while the encoder is at work. */
  @Test
  void failureIsThatOfTheFile_whenTheDiskIsFull() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full) && !Files.isRegularFile(full), "no /dev/full");
    Clip clip = noise();
    try (BlockRecorder recorder =
        new BlockRecorder(full, QuantizerSpec.of(QuantizerKind.SQ), 1, "s", "t", "b")) {
      IOException e =
          assertThrows(
              IOException.class,
              () -> recorder.record(clip, 4, EncodeJob.Tools.DEFAULT, Encoder.Progress.NONE));
      assertEquals("/dev/full: cannot be written: No space left on device", e.getMessage());
    }
  }
}
