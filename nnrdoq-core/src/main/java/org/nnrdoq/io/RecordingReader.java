package org.nnrdoq.io;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Reads a block recording from its start to its end.
 *
 * <p>Truncated, damaged and foreign files raise a {@link RecordingException} that names the file
 * and the block. Not thread-safe; reading allocates nothing per block.
 *
 * @since 1.0
 */
public final class RecordingReader implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final RecordingHeader header;
  private final Inflater inflater = new Inflater();
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long blocks;
  private boolean ended;
  private final double[] lambdas = new double[3];
  private final int[][] costTables =
      new int[RecordingFormat.COST_SLOTS][RecordedBlock.COST_ENTRIES];

  /**
   * Opens the file and reads its header.
   *
   * @param file to read
   * @throws IOException in one line, if a file cannot be read or written
   */
  public RecordingReader(Path file) throws IOException {
    this.file = file;
    InputStream raw;
    try {
      raw = Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw new RecordingException(file + ": no such recording; check the path", e);
    }
    boolean ok = false;
    try {
      this.header = readHeader(new DataInputStream(raw));
      ok = true;
    } catch (EOFException e) {
      throw new RecordingException(file + ": truncated in its header; record the file again", e);
    } finally {
      if (!ok) {
        raw.close();
        inflater.end();
      }
    }
    this.in = new InflaterInputStream(raw, inflater, BUFFER_BYTES);
  }

  /** {@return what the file says about itself} */
  public RecordingHeader header() {
    return header;
  }

  /** {@return number of blocks read so far} */
  public long blocks() {
    return blocks;
  }

  /**
   * Reads the next block.
   *
   * @param block overwritten up to its {@code coefficientCount()}; levels and costs are left alone
   *     if the block has none
   * @return false at the end of the recording; {@code block} is then unchanged
   * @throws IOException in one line, if a file cannot be read or written
   */
  public boolean read(RecordedBlock block) throws IOException {
    if (ended) {
      return false;
    }
    try {
      int tag = readInt(RecordingFormat.TAG_BLOCK);
      if (tag == RecordingFormat.TAG_END) {
        long count = readVarint();
        if (count != blocks) {
          throw damaged("it holds " + count + " blocks by its own count", null);
        }
        if (position != limit || in.read() != -1) {
          throw damaged("data after the end", null);
        }
        ended = true;
        return false;
      }
      readBlock(block);
    } catch (EOFException e) {
      throw RecordingException.atBlock(file, blocks, "the file is truncated", e);
    } catch (ZipException e) {
      throw damaged(e.getMessage(), e);
    }
    blocks++;
    return true;
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } finally {
      inflater.end();
    }
  }

  private RecordingHeader readHeader(DataInputStream in) throws IOException {
    byte[] magic = in.readNBytes(RecordingFormat.MAGIC.length);
    if (!Arrays.equals(magic, RecordingFormat.MAGIC)) {
      throw new RecordingException(
          file + ": not a block recording (it does not start with NNRDOQBR); give another file");
    }
    int version = in.readUnsignedShort();
    if (version != RecordingFormat.VERSION) {
      throw new RecordingException(
          file
              + ": recording format version "
              + version
              + ", this program reads version "
              + RecordingFormat.VERSION
              + "; record the file again or use a matching nnrdoq");
    }
    int length = in.readInt();
    if (length < 0 || length > RecordingFormat.MAX_HEADER_BYTES) {
      throw new RecordingException(
          file + ": header length " + (length & 0xffffffffL) + " is damaged; record it again");
    }
    byte[] json = in.readNBytes(length);
    if (json.length < length) {
      throw new EOFException();
    }
    try {
      return RecordingHeader.fromJson(json);
    } catch (IOException e) {
      String reason = e.getMessage().lines().findFirst().orElse("");
      throw new RecordingException(
          file + ": damaged header: " + reason + "; record the file again", e);
    }
  }

  private void readBlock(RecordedBlock block) throws IOException {
    int type = readByte();
    int flags = readInt(63);
    int scan = readByte();
    block.setLog2TrafoSize((type & 3) + 2);
    block.setCIdx(type >> 2 & 3);
    block.setPredMode(type >> 4 & 1);
    block.setSliceType(type >> 5 & 7);
    block.setTransformSkip((flags & RecordingFormat.FLAG_TRANSFORM_SKIP) != 0);
    block.setSignHiding((flags & RecordingFormat.FLAG_SIGN_HIDING) != 0);
    block.setHasLevels((flags & RecordingFormat.FLAG_LEVELS) != 0);
    block.setHasCosts((flags & RecordingFormat.FLAG_COSTS) != 0);
    block.setScanIdx(scan & 3);
    block.setBitDepth((scan >> 2) + 8);
    block.setQp(readInt(255));
    if (block.cIdx() > 2) {
      throw damaged("cIdx=" + block.cIdx() + ", expected 0..2", null);
    }
    if ((flags & RecordingFormat.FLAG_NEW_LAMBDA) != 0) {
      long b = 0;
      for (int i = 0; i < 8; i++) {
        b = b << 8 | readByte();
      }
      lambdas[block.cIdx()] = Double.longBitsToDouble(b);
    }
    block.setLambda(lambdas[block.cIdx()]);
    String bad = block.firstInvalid();
    if (bad != null) {
      throw damaged(bad, null);
    }
    readRuns(block.coefficients(), block.coefficientCount(), false);
    if (block.hasLevels()) {
      readRuns(block.levels(), block.coefficientCount(), false);
    }
    if (block.hasCosts()) {
      int[] table = costTables[block.costSlot()];
      if ((flags & RecordingFormat.FLAG_NEW_COSTS) != 0) {
        readRuns(table, RecordedBlock.COST_ENTRIES, true);
      }
      System.arraycopy(table, 0, block.costs(), 0, RecordedBlock.COST_ENTRIES);
    }
  }

  private void readRuns(int[] values, int count, boolean add) throws IOException {
    int i = 0;
    while (i < count) {
      long z = readVarint();
      if (z == 0) {
        long run = readVarint() + 1;
        if (run > count - i) {
          throw damaged("a run of " + run + " zeros, at most " + (count - i) + " fit", null);
        }
        if (!add) {
          Arrays.fill(values, i, i + (int) run, 0);
        }
        i += (int) run;
        continue;
      }
      if (z > 0xffffffffL) {
        throw damaged("a value of more than 32 bits", null);
      }
      int v = (int) (z >>> 1) ^ -(int) (z & 1);
      values[i] = add ? values[i] + v : v;
      i++;
    }
  }

  private RecordingException damaged(String what, Throwable cause) {
    return RecordingException.atBlock(file, blocks, "the file is damaged: " + what, cause);
  }

  private int readInt(int max) throws IOException {
    long v = readVarint();
    if (v > max) {
      throw damaged("value " + v + ", expected at most " + max, null);
    }
    return (int) v;
  }

  private long readVarint() throws IOException {
    long v = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = readByte();
      v |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return v;
      }
    }
    throw damaged("a number of more than 63 bits", null);
  }

  private int readByte() throws IOException {
    if (position == limit) {
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      position = 0;
      if (limit == 0) {
        throw new EOFException();
      }
    }
    return buffer[position++] & 0xff;
  }
}
