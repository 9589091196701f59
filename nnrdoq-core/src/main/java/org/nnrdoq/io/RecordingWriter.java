package org.nnrdoq.io;

import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.nnrdoq.io.file.AtomicOutput;

/**
 * Writes a block recording.
 *
 * <p>The file appears under its name on {@link #commit()}, and {@link #close()} without a commit
 * leaves nothing (see {@link AtomicOutput}), so that an exception never leaves a file that looks
 * complete. Not thread-safe; writing allocates nothing per block.
 *
 * @since 1.0
 */
public final class RecordingWriter implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  /** More than the longest record: 2 * 1024 values of 5 bytes and the costs. */
  private static final int MAX_RECORD_BYTES = 1 << 14;

  private final Path file;
  private final AtomicOutput output;
  private final Deflater deflater;
  private DeflaterOutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES + MAX_RECORD_BYTES];
  private int fill;
  private long blocks;
  private final double[] lambdas = new double[3];
  private final int[][] costTables =
      new int[RecordingFormat.COST_SLOTS][RecordedBlock.COST_ENTRIES];

  /**
   * Starts a recording; an existing {@code file} is replaced at commit.
   *
   * @param file to be written; its folder exists
   * @param header what the file says about itself
   * @throws IOException in one line, if it cannot be written
   */
  public RecordingWriter(Path file, RecordingHeader header) throws IOException {
    this.file = file;
    this.output = AtomicOutput.open(file);
    this.deflater = new Deflater(Deflater.DEFAULT_COMPRESSION);
    try {
      DataOutputStream prefix = new DataOutputStream(output.stream());
      byte[] json = header.toJson();
      prefix.write(RecordingFormat.MAGIC);
      prefix.writeShort(RecordingFormat.VERSION);
      prefix.writeInt(json.length);
      prefix.write(json);
      out = new DeflaterOutputStream(output.stream(), deflater, BUFFER_BYTES);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** {@return number of blocks written so far} */
  public long blocks() {
    return blocks;
  }

  /**
   * Appends one block.
   *
   * @param block the block
   * @throws IllegalArgumentException if one of its parameters is out of range
   * @throws IOException in one line, if the file cannot be written; the recording is then lost
   */
  public void write(RecordedBlock block) throws IOException {
    String bad = block.firstInvalid();
    if (bad != null) {
      throw new IllegalArgumentException("block " + blocks + ": " + bad);
    }
    if (out == null) {
      throw new IllegalStateException(file + ": the recording is closed");
    }
    int[] table = costTables[block.costSlot()];
    boolean newLambda = bits(block.lambda()) != bits(lambdas[block.cIdx()]);
    boolean newCosts = block.hasCosts() && !Arrays.equals(table, block.costs());
    putVarint(RecordingFormat.TAG_BLOCK);
    putByte(
        (block.log2TrafoSize() - 2)
            | block.cIdx() << 2
            | block.predMode() << 4
            | block.sliceType() << 5);
    putVarint(
        (block.transformSkip() ? RecordingFormat.FLAG_TRANSFORM_SKIP : 0)
            | (block.signHiding() ? RecordingFormat.FLAG_SIGN_HIDING : 0)
            | (block.hasLevels() ? RecordingFormat.FLAG_LEVELS : 0)
            | (block.hasCosts() ? RecordingFormat.FLAG_COSTS : 0)
            | (newLambda ? RecordingFormat.FLAG_NEW_LAMBDA : 0)
            | (newCosts ? RecordingFormat.FLAG_NEW_COSTS : 0));
    putByte(block.scanIdx() | (block.bitDepth() - 8) << 2);
    putVarint(block.qp());
    if (newLambda) {
      lambdas[block.cIdx()] = block.lambda();
      long b = bits(block.lambda());
      for (int shift = 56; shift >= 0; shift -= 8) {
        putByte((int) (b >>> shift));
      }
    }
    putRuns(block.coefficients(), null, block.coefficientCount());
    if (block.hasLevels()) {
      putRuns(block.levels(), null, block.coefficientCount());
    }
    if (newCosts) {
      putRuns(block.costs(), table, RecordedBlock.COST_ENTRIES);
      System.arraycopy(block.costs(), 0, table, 0, RecordedBlock.COST_ENTRIES);
    }
    blocks++;
    if (fill >= BUFFER_BYTES) {
      flushBuffer();
    }
  }

  /**
   * Completes the file and gives it its name; nothing can be written afterwards.
   *
   * @throws IOException in one line, if a file cannot be read or written
   */
  public void commit() throws IOException {
    if (out == null) {
      throw new IllegalStateException(file + ": the recording is closed");
    }
    putVarint(RecordingFormat.TAG_END);
    putVarint(blocks);
    try {
      flushBuffer();
      out.finish();
      output.commit();
    } finally {
      close();
    }
  }

  /** Discards the recording unless it was committed; idempotent. */
  @Override
  public void close() throws IOException {
    out = null;
    try {
      output.close();
    } finally {
      deflater.end();
    }
  }

  private void flushBuffer() throws IOException {
    out.write(buffer, 0, fill);
    fill = 0;
  }

  /**
   * Differences to {@code base} (or the values, if null): zigzag, zeros as 0 and run length - 1.
   */
  private void putRuns(int[] values, int[] base, int count) {
    int i = 0;
    while (i < count) {
      int v = base == null ? values[i] : values[i] - base[i];
      i++;
      if (v != 0) {
        putVarint(((v << 1) ^ (v >> 31)) & 0xffffffffL);
        continue;
      }
      int start = i;
      while (i < count && (base == null ? values[i] : values[i] - base[i]) == 0) {
        i++;
      }
      buffer[fill++] = 0;
      putVarint(i - start);
    }
  }

  private void putVarint(long value) {
    long v = value;
    while ((v & ~0x7fL) != 0) {
      buffer[fill++] = (byte) (v | 0x80);
      v >>>= 7;
    }
    buffer[fill++] = (byte) v;
  }

  private void putByte(int value) {
    buffer[fill++] = (byte) value;
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }
}
