package org.nnrdoq.bridge;

import java.io.IOException;
import java.nio.file.Path;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.io.RecordingWriter;
import org.nnrdoq.quantizer.RecordedBlocks;

/** Appends the host's blocks to a recording; one call at a time. */
final class BridgeRecorder {
  private final RecordingWriter writer;
  private final RecordedBlock block = new RecordedBlock();

  BridgeRecorder(Path file, RecordingHeader header) throws IOException {
    writer = new RecordingWriter(file, header);
  }

  void record(int bits, double lambda, long coefficientsAt, long levelsAt, long costsAt)
      throws IOException {
    RecordedBlocks.setParameters(block, BlockBits.unpack(bits, lambda));
    int count = block.coefficientCount();
    NativeMemory.get(coefficientsAt, block.coefficients(), count);
    NativeMemory.get(levelsAt, block.levels(), count);
    block.setHasLevels(true);
    block.setHasCosts(costsAt != 0);
    if (costsAt != 0) {
      NativeMemory.get(costsAt, block.costs(), RecordedBlock.COST_ENTRIES);
    }
    writer.write(block);
  }

  /**
   * Ends the recording; what it held is given back in any case.
   *
   * @param keep whether the file gets its final name, or is thrown away
   */
  void close(boolean keep) throws IOException {
    try (writer) {
      if (keep) {
        writer.commit();
      }
    }
  }
}
