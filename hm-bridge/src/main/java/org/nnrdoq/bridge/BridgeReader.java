package org.nnrdoq.bridge;

import java.io.IOException;
import java.nio.file.Path;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.RecordedBlocks;

/** Reads a recording into an {@code nnrdoq_reader}. */
final class BridgeReader implements AutoCloseable {
  private static final int BITS_AT = 4;
  private static final int LAMBDA_AT = 8;
  private static final int COEFFICIENTS_AT = 16;
  private static final int LEVELS_AT = COEFFICIENTS_AT + 4 * RecordedBlock.MAX_COEFFICIENTS;
  private static final int COSTS_AT = LEVELS_AT + 4 * RecordedBlock.MAX_COEFFICIENTS;

  private final RecordingReader reader;
  private final RecordedBlock block = new RecordedBlock();

  BridgeReader(Path file) throws IOException {
    reader = new RecordingReader(file);
  }

  /** 0 at the end; otherwise bit 0, bit 1 if the block has levels, bit 2 if it has costs. */
  int next(long out) throws IOException {
    if (!reader.read(block)) {
      return 0;
    }
    int count = block.coefficientCount();
    NativeMemory.putInt(out + BITS_AT, BlockBits.pack(RecordedBlocks.parameters(block)));
    NativeMemory.putDouble(out + LAMBDA_AT, block.lambda());
    NativeMemory.put(out + COEFFICIENTS_AT, block.coefficients(), count);
    if (block.hasLevels()) {
      NativeMemory.put(out + LEVELS_AT, block.levels(), count);
    }
    if (block.hasCosts()) {
      NativeMemory.put(out + COSTS_AT, block.costs(), RecordedBlock.COST_ENTRIES);
    }
    return 1 | (block.hasLevels() ? 2 : 0) | (block.hasCosts() ? 4 : 0);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
